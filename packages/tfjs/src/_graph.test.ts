/** Signature and topology of a graph that adds its weight w to its input x. */
export const sum = {
  signature: { outputs: { sum: { name: 'sum:0', dtype: 'DT_FLOAT' } } },
  modelTopology: {
    node: [
      { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' } } },
      { name: 'w', op: 'Const', attr: { dtype: { type: 'DT_FLOAT' } } },
      { name: 'sum', op: 'AddV2', input: ['x', 'w'], attr: { T: { type: 'DT_FLOAT' } } },
    ],
    versions: { producer: 1, minConsumer: 0 },
  },
} as const;

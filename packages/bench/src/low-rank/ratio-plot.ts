import { plot } from '../plot.ts';

/** A compressed model: how it was trained and compressed, how many times smaller it is, and how much worse, as a share. */
export interface PlottedPoint {
  readonly training: string;
  readonly strategy: string;
  readonly ratio: number;
  readonly loss: number;
}

/** Loss beyond this is off the plot. */
const MOST = 0.1;

/** Whether a point is one of the best of its strategy: no other is smaller at no more loss. */
const isBest = ({ training, strategy, ratio, loss }: PlottedPoint, points: readonly PlottedPoint[]): boolean =>
  !points.some((p) => p.training === training && p.strategy === strategy && p.ratio > ratio && p.loss <= loss);

/** Loss against ratio as an SVG: a panel for each training, a line for the best points of each strategy. */
export const ratioPlot = (points: readonly PlottedPoint[], title: string): Promise<string> =>
  plot(title, {
    data: { values: points.filter((point) => point.loss <= MOST && isBest(point, points)) },
    facet: { column: { field: 'training', type: 'nominal', title: null, sort: null, header: { labelFontSize: 12 } } },
    spec: {
      width: 330,
      height: 260,
      layer: [
        {
          mark: { type: 'rule', strokeDash: [4, 4], color: '#888' },
          encoding: { y: { datum: 0.014 } },
        },
        {
          mark: { type: 'line', interpolate: 'linear', strokeWidth: 1.5, point: { size: 36, filled: true } },
          encoding: {
            x: {
              field: 'ratio',
              type: 'quantitative',
              scale: { type: 'log', nice: false, domainMin: 1 },
              title: 'times fewer parameters in the recurrent matrices',
              axis: { values: [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 14, 20, 30], format: '~g' },
            },
            y: {
              field: 'loss',
              type: 'quantitative',
              title: 'relative loss',
              axis: { format: '.0%' },
              scale: { domainMax: MOST, clamp: true },
            },
            order: { field: 'ratio', type: 'quantitative' },
            color: { field: 'strategy', type: 'nominal', sort: null, title: null },
            shape: { field: 'strategy', type: 'nominal', sort: null, title: null },
          },
        },
      ],
    },
  });

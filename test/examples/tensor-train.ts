import { compress, isNode, type Model, type Node, use } from '@tensorpress/core';
import { tensorTrain } from '@tensorpress/tensor-train';
import { model } from './given.ts';

export const vgg: Model = model;
const { weights } = await compress(model, [use(tensorTrain, { rank: 4 })]);
const encoded = Object.values(weights).filter(isNode);
export const node: Node = encoded[0]!;

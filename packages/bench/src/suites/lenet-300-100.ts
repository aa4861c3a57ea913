import { lenet300Network } from '@tensorpress/example-mnist';
import { deepCompressionSuite } from '../lenet/deep-compression-suite.ts';
import type { Suite } from '../suite.ts';

/** Deep Compression of LeNet-300-100. */
export const lenet300Suite: Suite = deepCompressionSuite(lenet300Network, {
  title: 'LeNet-300-100',
  table: 'table 2',
  before: 0.0164,
  after: 0.0158,
  ratio: 40,
  layers: [
    {
      layer: 'fc1',
      kept: 0.08,
      weight: 6,
      weightCoded: 4.4,
      position: 5,
      positionCoded: 3.7,
      rate: 0.031,
      rateCoded: 0.0232,
    },
    {
      layer: 'fc2',
      kept: 0.09,
      weight: 6,
      weightCoded: 4.4,
      position: 5,
      positionCoded: 4.3,
      rate: 0.038,
      rateCoded: 0.0304,
    },
    {
      layer: 'fc3',
      kept: 0.26,
      weight: 6,
      weightCoded: 4.3,
      position: 5,
      positionCoded: 3.2,
      rate: 0.157,
      rateCoded: 0.127,
    },
  ],
});

import { lenet5Network } from '@tensorpress/example-mnist';
import { deepCompressionSuite } from '../lenet/deep-compression-suite.ts';
import type { Suite } from '../suite.ts';

/** Deep Compression of LeNet-5 as Caffe has it. */
export const lenet5Suite: Suite = deepCompressionSuite(lenet5Network, {
  title: 'LeNet-5',
  table: 'table 3',
  before: 0.008,
  after: 0.0074,
  ratio: 39,
  layers: [
    {
      layer: 'conv1',
      kept: 0.66,
      weight: 8,
      weightCoded: 7.2,
      position: 5,
      positionCoded: 1.5,
      rate: 0.785,
      rateCoded: 0.6745,
    },
    {
      layer: 'conv2',
      kept: 0.12,
      weight: 8,
      weightCoded: 7.2,
      position: 5,
      positionCoded: 3.9,
      rate: 0.06,
      rateCoded: 0.0528,
    },
    {
      layer: 'fc1',
      kept: 0.08,
      weight: 5,
      weightCoded: 4.5,
      position: 5,
      positionCoded: 4.5,
      rate: 0.027,
      rateCoded: 0.0245,
    },
    {
      layer: 'fc2',
      kept: 0.19,
      weight: 5,
      weightCoded: 5.2,
      position: 5,
      positionCoded: 3.7,
      rate: 0.069,
      rateCoded: 0.0613,
    },
  ],
});

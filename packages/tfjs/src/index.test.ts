import test from 'ava';
import * as api from './index.ts';

test('exports what the README describes', (t) => {
  t.deepEqual(Object.keys(api).sort(), [
    'ModelError',
    'compressLayers',
    'fastBatchNorm',
    'finetune',
    'fromArtifacts',
    'fromGraphModel',
    'fromLayersModel',
    'ioHandler',
    'nuclearNorm',
    'outlineOf',
    'projection',
    'readModel',
    'saveModel',
    'streamGraphModel',
    'streamLayersModel',
    'tfOps',
    'toArtifacts',
    'toLayersModel',
    'toStockLayers',
    'trainLeaves',
    'trainedOutline',
    'trainingSpecs',
  ]);
});

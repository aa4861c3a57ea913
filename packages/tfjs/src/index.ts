/**
 * Models of TensorFlow.js in and out of tensorpress, and training in compressed form.
 * @module
 */
export type { Callbacks } from './callback-list.ts';
export { compressLayers } from './compress-layers.ts';
export { fastBatchNorm } from './fast-batch-norm.ts';
export { finetune } from './finetune.ts';
export type { FinetuneOptions } from './finetune-options.ts';
export { fromArtifacts } from './from-artifacts.ts';
export { fromGraphModel, fromLayersModel, outlineOf } from './from-layers-model.ts';
export { ioHandler } from './io-handler.ts';
export type { Lesson, PlainLesson, SeeingLesson, Seen, Teach } from './lesson.ts';
export { ModelError } from './model-error.ts';
export { type NuclearNormOptions, nuclearNorm } from './nuclear-norm.ts';
export type { OptimizerName, OptimizerOption } from './optimizers.ts';
export { type ProjectionOptions, projection } from './projection.ts';
export { type ModelSource, readModel } from './read-model.ts';
export { saveModel } from './save-model.ts';
export { streamGraphModel, type WeightValues } from './stream-graph-model.ts';
export { streamLayersModel } from './stream-layers-model.ts';
export { tfOps } from './tf-ops.ts';
export { toArtifacts, type WholeArtifacts } from './to-artifacts.ts';
export { type Execution, toLayersModel } from './to-layers-model.ts';
export { type StockLayers, toStockLayers } from './to-stock-layers.ts';
export { trainedOutline, trainLeaves } from './train-leaves.ts';
export type {
  Batches,
  Columns,
  Examples,
  TrainingData,
  Unlabelled,
  UnlabelledData,
  Values,
} from './training-data.ts';
export { type Schedule, type TrainingOptions, trainingSpecs } from './training-options.ts';

/** A TensorFlow.js model that cannot be read, or a model that TensorFlow.js cannot have. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
}

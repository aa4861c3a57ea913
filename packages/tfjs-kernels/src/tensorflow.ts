/** The TensorFlow.js namespace: `import * as tf from '@tensorflow/tfjs'`. It is passed in, so there is no second copy of it. */
export type TensorFlow = typeof import('@tensorflow/tfjs');

import * as tf from '@tensorflow/tfjs';

/** A callback that knows the model it is given to. */
export function modelCallback(handlers: (net: () => tf.LayersModel) => tf.CustomCallbackArgs): tf.CustomCallback {
  let model: Parameters<tf.CustomCallback['setModel']>[0] | undefined;
  const net = () => {
    if (model instanceof tf.LayersModel) return model;
    throw new TypeError('a callback must be given to a LayersModel before it is called');
  };
  const callback = new tf.CustomCallback(handlers(net), 'never');
  callback.setModel = (given) => {
    model = given;
  };
  return callback;
}

import * as tf from '@tensorflow/tfjs';

/** Rights the cpu backend where it is wrong itself, so that it can be what others are compared with. */
export function rightCpu(): void {
  // The numbers are right, but height and width are swapped in their shape.
  replace('ResizeBilinearGrad', (stock) => (params) => ({
    ...[stock(params)].flat()[0]!,
    shape: params.inputs.images!.shape,
  }));

  // It looks for the second image in the wrong place, leaves out half pixels, and does not end where the corners of a single pixel
  // are aligned.
  replace('ResizeNearestNeighborGrad', () => ({ inputs, attrs }) => {
    const [dy, images] = [tensorOf(inputs.dy), tensorOf(inputs.images)];
    const corners = attrs?.alignCorners === true;
    const half = attrs?.halfPixelCenters === true ? 0.5 : 0;
    const dx = tf.buffer(images.shape, 'float32');
    const gradient = tf.buffer(dy.shape, 'float32', Float32Array.from(dy.dataSync()));
    const source = (to: number, axis: number) => {
      const [length, outLength] = [images.shape[axis]!, dy.shape[axis]!];
      const shorter = corners && outLength > 1 ? 1 : 0;
      const at = ((to + half) * (length - shorter)) / (outLength - shorter);
      return Math.min(length - 1, corners ? Math.round(at) : Math.floor(at));
    };
    for (let i = 0; i < dy.size; i++) {
      const [image = 0, row = 0, column = 0, channel = 0] = gradient.indexToLoc(i);
      const place = [image, source(row, 1), source(column, 2), channel];
      dx.set(dx.get(...place) + gradient.values[i]!, ...place);
    }
    return dx.toTensor();
  });
}

function replace(kernelName: string, make: (stock: tf.KernelFunc) => tf.KernelFunc): void {
  const { kernelFunc, ...config } = tf.getKernel(kernelName, 'cpu');
  tf.unregisterKernel(kernelName, 'cpu');
  tf.registerKernel({ ...config, kernelFunc: make(kernelFunc) });
}

function tensorOf(info: tf.TensorInfo | undefined): tf.Tensor {
  if (!(info instanceof tf.Tensor)) throw new TypeError('a tensor is expected');
  return info;
}

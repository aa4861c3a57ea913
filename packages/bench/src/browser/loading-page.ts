import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { decoders } from '@tensorpress/all/decoders';
import { decode, open } from '@tensorpress/core';

/** What a page did with a network. */
export interface Loading {
  /** Seconds until the network was there, and until it had said something of its first photo. */
  readonly loaded: number;
  readonly first: number;
  /** What it says of each photo. */
  readonly outputs: readonly (readonly number[])[];
}

/** Makes the page ready: the backend is there, and nothing of what loads the network. */
export async function ready(): Promise<void> {
  setWasmPaths('/wasm/');
  await tf.setBackend('wasm');
  tf.tidy(() =>
    tf
      .ones([8, 8])
      .matMul(tf.ones([8, 8]))
      .dataSync(),
  );
}

/** Loads a network and runs it on photos of `size` × `size` × 3 channels from 0 to 255, the first of them right away. */
export async function loading(url: string, photos: number, size: number): Promise<Loading> {
  const images: tf.Tensor[] = [];
  for (let i = 0; i < photos; i++) {
    const pixels = new Float32Array(await (await fetch(`/photo-${i}`)).arrayBuffer());
    images.push(tf.tidy(() => tf.tensor4d(pixels, [1, size, size, 3]).div(255)));
  }
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const net = url.endsWith('.tpress')
    ? await (await import('@tensorpress/loader')).loadLayersModel(url)
    : await tf.loadLayersModel(url);
  const loaded = seconds();
  let first = Number.NaN;
  const outputs: number[][] = [];
  for (const image of images) {
    const output = net.predict(image) as tf.Tensor;
    outputs.push([...(await output.data())]);
    if (outputs.length === 1) first = seconds();
    output.dispose();
  }
  return { loaded, first, outputs };
}

/** Bytes of float32 that a file decodes to, and the seconds that takes each time; its own bytes are there before. */
export async function decoding(url: string, times: number): Promise<{ bytes: number; seconds: readonly number[] }> {
  const file = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const seconds: number[] = [];
  let bytes = 0;
  for (let time = 0; time < times; time++) {
    const start = performance.now();
    bytes = 0;
    for await (const [, tree] of (await open(file)).weights) bytes += (await decode(tree, decoders)).data.byteLength;
    seconds.push((performance.now() - start) / 1000);
  }
  return { bytes, seconds };
}

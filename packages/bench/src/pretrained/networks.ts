import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { JsonObject } from '@tensorpress/core';
import { InceptionV3Model } from 'nsfwjs/models/inception_v3';
import { MobileNetV2Model } from 'nsfwjs/models/mobilenet_v2';
import { MobileNetV2MidModel } from 'nsfwjs/models/mobilenet_v2_mid';

/** A trained network of a package that others published, what is put into it, and what is looked at. */
export interface Network {
  readonly name: string;
  readonly format: 'LayersModel' | 'GraphModel';
  readonly stored: 'float32' | 'float16' | 'uint8';
  /** Width and height of its input. */
  readonly size: number;
  readonly input: 'from 0 to 1' | 'integers to 255';
  /** Photos that it is run on. */
  readonly photos: number;
  /** Whether its graph has loops. */
  readonly loops?: true;
  /** The nodes of a graph that are compared, instead of its outputs. */
  readonly nodes?: readonly string[];
  /** Signal over noise: the signal's power is 1 for PSNR, and the variance of an output for SNR. */
  readonly measure: 'PSNR' | 'SNR';
  /** How many numbers of its first output make a decision, if it decides: for the class with the largest. */
  readonly classes?: number;
  /** Decibels of fidelity, from that of stock uint8, at which bytes are compared. */
  readonly levels?: readonly number[];
  /** Gives the folder of its model.json; writes it below the one given, if the package has none. */
  folder(scratch: string): Promise<string>;
}

const require = createRequire(import.meta.url);

const upscaler = (pack: string, folder = ''): Network => ({
  name: `${pack} ${folder}`.trim(),
  format: 'LayersModel',
  stored: 'float32',
  size: 48,
  input: 'from 0 to 1',
  photos: 4,
  measure: 'PSNR',
  levels: [0, -6, -12],
  folder: async () => join(rootOf(`@upscalerjs/${pack}`), 'models', folder),
});

const detector = (variant: string, stored: Network['stored']): Network => ({
  name: `handtrack ${variant}`,
  format: 'GraphModel',
  stored,
  size: 320,
  input: 'integers to 255',
  photos: 2,
  loops: true,
  // Logits and boxes, of which the outputs are the best, sorted: there a small change moves everything.
  nodes: ['StatefulPartitionedCall/concat_1', 'StatefulPartitionedCall/Postprocessor/Decode/transpose_1'],
  measure: 'SNR',
  classes: 8,
  folder: async () => join(rootOf('handtrackjs'), 'models/webmodel/ssd320fpnlite', variant),
});

const classifier = (bundle: Bundle, format: Network['format'], size: number): Network => ({
  name: `nsfwjs ${bundle.name}`,
  format,
  stored: 'uint8',
  size,
  input: 'from 0 to 1',
  photos: 4,
  measure: 'SNR',
  classes: 5,
  folder: (scratch) => unpacked(bundle, join(scratch, bundle.name)),
});

/** The networks, float32 ones first. */
export const networks: readonly Network[] = [
  upscaler('default-model'),
  upscaler('esrgan-slim', 'x4'),
  upscaler('esrgan-slim', 'x8'),
  // Below the fidelity of uint8 it detects nothing, so the other levels are above.
  { ...detector('base', 'float32'), levels: [0, 6, 12] },
  detector('fp16', 'float16'),
  detector('int8', 'uint8'),
  classifier(MobileNetV2Model, 'LayersModel', 224),
  classifier(MobileNetV2MidModel, 'GraphModel', 224),
  classifier(InceptionV3Model, 'LayersModel', 299),
];

const rootOf = (pack: string): string => {
  const main = require.resolve(pack);
  return main.slice(0, main.lastIndexOf(`/${pack}/`) + pack.length + 1);
};

/** A model inside JavaScript, its weights in base64. */
interface Bundle {
  readonly name: string;
  readonly modelJson: () => Promise<{
    default: JsonObject & { weightsManifest: readonly { paths: readonly string[] }[] };
  }>;
  readonly weightBundles: readonly (() => Promise<{ default: string }>)[];
}

async function unpacked({ modelJson, weightBundles }: Bundle, folder: string): Promise<string> {
  const { default: json } = await modelJson();
  const paths = json.weightsManifest.flatMap((group) => group.paths);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'model.json'), JSON.stringify(json));
  for (const [i, path] of paths.entries()) {
    const { default: text } = await weightBundles[i]!();
    await writeFile(join(folder, path), Buffer.from(text, 'base64'));
  }
  return folder;
}

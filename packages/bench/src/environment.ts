import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { JsonObject } from '@tensorpress/core';

/** Where and with what a measurement was made. */
export async function environment(): Promise<{ date: string; machine: JsonObject; versions: JsonObject }> {
  const require = createRequire(import.meta.url);
  const versionOf = (name: string): string => require(`${name}/package.json`).version;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: availableParallelism(),
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      os: `${process.platform} ${process.arch}`,
    },
    versions: {
      node: process.versions.node,
      tfjs: versionOf('@tensorflow/tfjs'),
      core: versionOf('@tensorpress/core'),
    },
  };
}

import type { StageJson } from '@tensorpress/core';
import { messageOf } from './message-of.ts';

/**
 * The stages that a text in JSON lists; whether there are such compressors, and their options, is for the registry to say.
 * @throws Error with one line to show.
 */
export function parsePipeline(text: string): readonly StageJson[] {
  const stages = parse(text);
  if (!Array.isArray(stages) || stages.length === 0)
    throw new Error('pipeline: must be a list of stages, as in ["huffman"]');
  for (const stage of stages) {
    if (!isStage(stage)) {
      throw new Error(`pipeline: a stage must be an id or { "use": id, … }, not ${JSON.stringify(stage)}`);
    }
  }
  return stages;
}

/** A pipeline as JSON, a stage to a line. */
export const formatPipeline = (stages: readonly StageJson[]): string =>
  `[\n${stages.map((stage) => `  ${spaced(JSON.stringify(stage))}`).join(',\n')}\n]`;

/** JSON on one line with room to breathe; the strings of stages hold no such marks. */
const spaced = (json: string): string => json.replace(/[,:]/g, '$& ').replace(/\{/g, '{ ').replace(/\}/g, ' }');

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`pipeline: not JSON: ${messageOf(cause)}`, { cause });
  }
}

const isStage = (stage: unknown): stage is StageJson =>
  typeof stage === 'string' ||
  (typeof stage === 'object' && stage !== null && 'use' in stage && typeof stage.use === 'string');

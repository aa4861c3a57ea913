import type { Json, StageJson } from '@tensorpress/core';
import { UserError } from './user-error.ts';

/**
 * A stage as it is written on the command line, `kmeans-share:bits=5,initialization=linear`. Values are JSON where they can be
 * and strings where not; commas within brackets belong to the value.
 * @throws UserError if an option has no value.
 */
export function parseStage(text: string): StageJson {
  const colon = text.indexOf(':');
  const use = colon < 0 ? text : text.slice(0, colon);
  if (use === '') throw new UserError(`a stage is written method:option=value,…, not '${text}'`);
  const stage: Record<string, Json> = {};
  for (const option of colon < 0 ? [] : splitOptions(text.slice(colon + 1))) {
    const equals = option.indexOf('=');
    if (equals < 1) throw new UserError(`${use}: an option is written name=value, not '${option}'`);
    stage[option.slice(0, equals)] = parseValue(option.slice(equals + 1));
  }
  return { ...stage, use };
}

function splitOptions(text: string): string[] {
  const options: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    const character = text[i];
    if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    else if (character === undefined || (character === ',' && depth === 0)) {
      options.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return options;
}

function parseValue(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

import { texts } from './template.ts';

/** A codec's name in all its forms. */
export interface CodecName {
  /** Of the package, and of the codec in files: `@acme/wavelet-tree`. */
  readonly name: string;
  /** The last part of it, of which files are named: `wavelet-tree`. */
  readonly base: string;
  /** What the package exports: `waveletTree`. */
  readonly camel: string;
  /** What its types begin with: `WaveletTree`. */
  readonly pascal: string;
}

/** What JavaScript or TypeScript do not let a constant of a module be called. */
const RESERVED =
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
  'finally for function if implements import in instanceof interface let new null package private protected public return ' +
  'static super switch this throw true try typeof undefined var void while with yield';

/** Names without a scope begin with this, as those without either are of tensorpress itself. */
const PREFIX = 'tensorpress-';

/**
 * The name of a codec that is asked for by a package name; one without a scope gets the prefix `tensorpress-` unless it has it.
 * @throws RangeError if it is not words in lower case with hyphens, with a scope or without; if it is of tensorpress itself; or if the
 * template or the language use the word.
 */
export function codecName(asked: string): CodecName {
  const [, scope = '', rest = ''] = /^(@[a-z0-9]+(?:-[a-z0-9]+)*\/)?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(asked) ?? [];
  const base = scope ? rest : rest.replace(PREFIX, '');
  if (!/^[a-z]/.test(base) || asked.length > 200)
    throw new RangeError(`a name must be words in lower case with hyphens, like @you/my-codec, not ${asked}`);
  if (scope === '@tensorpress/') throw new RangeError('the scope @tensorpress is taken; use one of your own');
  const camel = base.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  if (RESERVED.split(' ').includes(camel) || words().has(camel))
    throw new RangeError(`${base} means something else in the code; take another name`);
  const pascal = camel.replace(/^./, (letter) => letter.toUpperCase());
  return { name: scope ? asked : PREFIX + base, base, camel, pascal };
}

/** The words of the code of the template, but for its own name. */
function words(): Set<string> {
  const sources = Object.entries(texts).filter(([path]) => /\.(ts|mjs)$/.test(path));
  const found = new Set(sources.flatMap(([, text]) => text.match(/\w+/g) ?? []));
  found.delete('octaves');
  return found;
}

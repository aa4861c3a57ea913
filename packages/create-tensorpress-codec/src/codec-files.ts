import type { CodecName } from './codec-name.ts';
import { renameCodec } from './rename-codec.ts';
import { fixtures, texts } from './template.ts';

const EXAMPLE = '@acme/octaves';

/**
 * The files of a package with a codec that works, by path: those of the example, under another name.
 * @param id What files call the codec: the name of the package, unless it is one of tensorpress itself.
 */
export function codecFiles(
  { name, base, camel, pascal }: CodecName,
  id: string = name,
): Record<string, string | Uint8Array> {
  const rename = (path: string) => path.replaceAll('octaves', base);
  const files: Record<string, string | Uint8Array> = {};
  for (const [path, text] of Object.entries(texts)) {
    const forms: Readonly<Record<string, string>> = {
      // The sources say the id, all else the package.
      [EXAMPLE]: path.startsWith('src/') ? id : name,
      '/octaves': `/${base}`,
      octaves: camel,
      Octaves: pascal,
    };
    const renamed = text.replace(/@acme\/octaves|\/octaves|octaves|Octaves/g, (form) => forms[form]!);
    files[rename(path)] = path === 'package.json' ? publishable(renamed) : renamed;
  }
  for (const [path, base64] of Object.entries(fixtures))
    files[rename(path)] = renameCodec(Buffer.from(base64, 'base64'), EXAMPLE, id);
  return files;
}

/** A `package.json` of a first version that may be published, which the example must never be. */
function publishable(json: string): string {
  const { private: _, ...manifest } = JSON.parse(json);
  return `${JSON.stringify({ ...manifest, version: '0.1.0' }, null, 2)}\n`;
}

import { fileSystem } from './file-system.ts';
import { ModelError } from './model-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** The files of Node for what is there, unless it is somewhere else. */
const filesFor = (address: string) => (/^(https?|data|blob):/.test(address) ? undefined : fileSystem());

/**
 * The bytes at a URL, or in Node at a path.
 * @throws ModelError if there are none.
 */
export async function readBytes(address: string): Promise<Bytes> {
  const files = filesFor(address);
  if (!files) {
    const response = await fetch(address).catch((cause: unknown) => {
      throw missing(address, cause);
    });
    if (!response.ok) throw missing(address, `status ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  }
  try {
    return new Uint8Array(await files.readFile(address.startsWith('file:') ? new URL(address) : address));
  } catch (cause) {
    throw missing(address, cause);
  }
}

/** The address of a file that another one names, relative to itself. */
export function besides(address: string, name: string): string {
  const isFile = filesFor(address) !== undefined;
  const [path = '', query = ''] = isFile ? [address] : address.split(/(?=\?)/, 2);
  if (isFile && /^([\\/]|\w:)|(^|[\\/])\.\.([\\/]|$)/.test(name)) {
    throw new ModelError(`${address}: names ${name}, which is not in its own folder`);
  }
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) + name + query;
}

const missing = (address: string, cause: unknown) => {
  const reason = cause instanceof Error ? cause.message : cause;
  return new ModelError(`${address}: cannot be read: ${reason}`, { cause });
};

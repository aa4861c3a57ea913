/** The files of Node; undefined in a browser. Asked for in this way they trouble no bundler. */
export const fileSystem = (): typeof import('node:fs/promises') | undefined =>
  typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs/promises');

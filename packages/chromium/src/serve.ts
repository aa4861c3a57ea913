import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname } from 'node:path';

/** What is at a path: bytes, or whatever answers. */
export type Content = Uint8Array | ((request: IncomingMessage, response: ServerResponse) => void);

/** What a site consists of: contents by path (`/` is the page itself), or a folder of files with an `index.html`. */
export type Files = ReadonlyMap<string, Content> | URL;

/** A site on this machine. */
export interface Site {
  /** Ends with a slash. */
  readonly url: string;
  /** The paths that were asked for so far, in order. */
  readonly requests: readonly string[];
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  '': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** Serves files at a free port of this machine, all with the same further headers. */
export async function serve(files: Files, headers: Readonly<Record<string, string>> = {}): Promise<Site> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    requests.push(pathname);
    const file = await contentAt(files, pathname);
    if (typeof file === 'function') {
      file(request, response);
      return;
    }
    const type = TYPES[extname(pathname)] ?? 'application/octet-stream';
    const length = file ? { 'Content-Length': file.length } : {};
    response.writeHead(file ? 200 : 404, { 'Content-Type': type, ...length, ...headers }).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function contentAt(files: Files, path: string): Promise<Uint8Array | undefined> | Content | undefined {
  if (!(files instanceof URL)) return files.get(path);
  // A URL has no way out of the folder: its dots are gone.
  const file = new URL(`.${path.endsWith('/') ? `${path}index.html` : path}`, files);
  return readFile(file).catch(() => undefined);
}

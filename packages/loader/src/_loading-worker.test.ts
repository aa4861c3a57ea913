import { load } from './_page.test.ts';

// A worker that runs the model itself.
addEventListener('message', async ({ data }: MessageEvent) => postMessage(await load(data)));

import { cpSync, mkdirSync } from 'node:fs';

// What the steps before the commands leave in the folder.
cpSync(new URL('../../../node_modules/@upscalerjs/default-model/models/', import.meta.url), 'package/models', {
  recursive: true,
});
mkdirSync('public', { recursive: true });

import { readFileSync } from 'node:fs';
import test from 'ava';
import { publicApi } from '../scripts/public-api.mjs';

test('packages export what they are meant to, which npm run api writes down', (t) => {
  t.is(publicApi(), readFileSync(new URL('public-api.txt', import.meta.url), 'utf8'));
});

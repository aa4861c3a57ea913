import test from 'ava';
import { backendFrom } from './backend.ts';

test('the address of the page chooses the backend, among those that there are', (t) => {
  t.is(backendFrom('?backend=webgl'), 'webgl');
  t.is(backendFrom('?backend=cuda'), 'wasm');
  t.is(backendFrom(''), 'wasm');
});

import { readFile } from 'node:fs/promises';
import { write } from '@tensorpress/core';
import test from 'ava';
import { modelFromFiles } from './model-from-files.ts';

const folder = new URL('../../mnist/model/lenet-300-100/', import.meta.url);
const json = new File([await readFile(new URL('model.json', folder))], 'model.json');
const weights = new File([await readFile(new URL('weights.bin', folder))], 'weights.bin');

test('a model.json and its weights are a model, in whatever order they come', async (t) => {
  const found = await modelFromFiles([weights, json]);
  t.like(found, { kind: 'tfjs', bytes: json.size + weights.size });
  t.deepEqual(found.model.weights['fc1/kernel']?.shape, [784, 300]);
});

test('a .tpress file is a model', async (t) => {
  const { model } = await modelFromFiles([json, weights]);
  const file = new File([await write(model)], 'small.tpress');
  const found = await modelFromFiles([file]);
  t.like(found, { kind: 'tpress', bytes: file.size, file });
  t.deepEqual(found.model, model);
});

test('other files are refused in one line that says what to do', async (t) => {
  const refused: readonly (readonly [readonly File[], RegExp])[] = [
    [[], /^nothing: no model; drop /],
    [[new File(['x'], 'notes.txt')], /^notes\.txt: no model; drop a model\.json/],
    [[weights], /^weights\.bin: no model; drop/],
    [[json], /^model\.json: names weights\.bin; drop them together$/],
    [[json, new File(['{}'], 'other.json')], /one model at a time/],
    [[new File(['{'], 'model.json')], /^model\.json: not the model\.json of a TensorFlow\.js model$/],
    [[new File(['{"weightsManifest":[{"paths":3}]}'], 'model.json')], /not the model\.json/],
    [[json, new File([await weights.slice(0, 1000).arrayBuffer()], 'weights.bin')], /^model\.json: .*cut off$/],
    [[new File(['TPRS and then nonsense'], 'a.tpress')], /^a\.tpress: /],
    [[new File(['nonsense'], 'a.tpress')], /^a\.tpress: not a \.tpress file$/],
  ];
  for (const [files, message] of refused) {
    const error = await t.throwsAsync(modelFromFiles(files), { message });
    t.false(error?.message.includes('\n'));
  }
});

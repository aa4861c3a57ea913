import { random } from '@tensorpress/core';
import test from 'ava';
import { normals } from './normals.ts';

test('the mean square is the one asked for, whatever the length', (t) => {
  for (const length of [1, 2, 1000]) {
    const values = normals(length, 0.3, random(length));
    const sum = values.reduce((total, value) => total + value ** 2, 0);
    t.true(Math.abs(sum / length - 0.3) < 1e-12);
  }
});

test('numbers are about as often within a deviation, and two, as normal ones', (t) => {
  const values = normals(20_000, 1, random(1));
  const within = (limit: number) => values.filter((value) => Math.abs(value) < limit).length / values.length;
  t.true(Math.abs(within(1) - 0.6827) < 0.01);
  t.true(Math.abs(within(2) - 0.9545) < 0.005);
  t.true(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length) < 0.02);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { random } from '@tensorpress/core';
import { nearestPowers, powerOf } from './powers-of-two.ts';

test('codes stand for zero and for powers of two of either sign', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(powerOf), [0, 1, -1, 0.5, -0.5, 0.25]);
});

test('each number goes to the nearest power there is', () => {
  const next = random(1);
  for (let bits = 2; bits <= 7; bits++) {
    const data = Float32Array.from({ length: 500 }, (_, i) => (i === 0 ? 1 : (2 * next() - 1) * 2 ** (-9 * next())));
    const { codes } = nearestPowers(data, bits);
    const powers = Array.from({ length: 2 ** bits - 1 }, (_, code) => powerOf(code));
    const farther = data.findIndex((value, i) => {
      const least = Math.min(...powers.map((power) => Math.abs(value - power)));
      return Math.abs(value - powerOf(codes[i]!)) > least;
    });
    assert.ok(farther < 0, `${data[farther]} becomes ${powerOf(codes[farther] ?? 0)} of ${bits} bits`);
  }
});

test('no other scale has a smaller squared error', () => {
  const next = random(2);
  const data = Float32Array.from({ length: 200 }, () => next() - 0.5);
  const { codes, scale } = nearestPowers(data, 3);
  const error = (factor: number) => data.reduce((sum, value, i) => sum + (value - factor * powerOf(codes[i]!)) ** 2, 0);
  for (const other of [0.9, 0.999, 1.001, 1.1]) assert.ok(error(scale) < error(scale * other));
});

/**
 * Checks that every compressor of tensorpress must pass, for any test runner.
 * @module
 */
export type { Check } from './check.ts';
export { type Case, conformance, type Extras } from './conformance.ts';
export { type Fixture, type FixtureSource, readFixtures, writeFixtures } from './fixtures.ts';
export { type FuzzCounts, type FuzzOptions, fuzz } from './fuzz.ts';
export type { Backend } from './rebuild-checks.ts';
export { awkwardShapes, awkwardValues, nonFiniteValues, type Sample, sampleTensor } from './tensors.ts';

/**
 * Pages of this project in a real browser, for tests and measurements.
 * @module
 */
export type { Browser } from 'playwright-core';
export { isChromiumThere, type OpenChromium, openChromium } from './open-chromium.ts';
export { pageFiles } from './page-files.ts';
export { type Content, type Files, type Site, serve } from './serve.ts';

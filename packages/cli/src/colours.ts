/** What pages are drawn on, and written with, where it is light and where it is dark. */
export const papers: { readonly light: string; readonly dark: string } = { light: '#ffffff', dark: '#16181c' };

/** What tells marks apart: each at least three times as bright, or as dark, as either paper (WCAG 2.1, 1.4.11). */
export const categories: readonly string[] = [
  '#3f7cc0',
  '#c95f12',
  '#438f3a',
  '#cf4a4c',
  '#9a63a8',
  '#2f8f88',
  '#a07a10',
  '#c2557f',
  '#8c6d5a',
  '#737b86',
];

import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { h } from 'vue';
import './style.css';

const bar = (y: number, width: number) => h('rect', { x: 2, y, width, height: 4, rx: 1 });
const mark = () =>
  h('svg', { viewBox: '0 0 24 24', class: 'mark', 'aria-hidden': 'true' }, [bar(4, 20), bar(10, 12), bar(16, 5)]);

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, null, { 'nav-bar-title-before': mark }),
} satisfies Theme;

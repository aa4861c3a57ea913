import { byId } from './dom.ts';
import type { Step } from './task.ts';

/** Where it is told how far compressing is. */
export interface ProgressView {
  begin(): void;
  step(step: Step): void;
  end(text: string): void;
}

/** A bar, what is being done, and the buttons that go with it. */
export function progressView(): ProgressView {
  const [bar, text, path] = [
    byId('progress', HTMLProgressElement),
    byId('progress-text', HTMLElement),
    byId('progress-path', HTMLElement),
  ];
  const busy = (is: boolean) => {
    byId('compress', HTMLButtonElement).hidden = is;
    byId('cancel', HTMLButtonElement).hidden = !is;
    bar.hidden = !is;
    path.textContent = '';
  };
  return {
    begin() {
      busy(true);
      bar.value = 0;
      text.textContent = 'Compressing…';
      byId('cancel', HTMLButtonElement).focus();
    },
    step(step) {
      bar.value = step.share;
      path.textContent = step.path;
      // A screen reader says it: each stage once.
      const now = `${step.stage} …`;
      if (text.textContent !== now) text.textContent = now;
    },
    end(result) {
      const hadFocus = document.activeElement === byId('cancel', HTMLButtonElement);
      busy(false);
      text.textContent = result;
      if (hadFocus) byId('compress', HTMLButtonElement).focus();
    },
  };
}

import { builtInModels, filesOf } from './built-in-models.ts';
import { byId, element } from './dom.ts';
import { droppedFiles } from './dropped-files.ts';
import { messageOf } from './message-of.ts';

/** Where models come in: by dropping, choosing, or from the site. */
export interface ModelView {
  say(status: string): void;
  /** Tells what is wrong; nothing is, if there is no problem. */
  fail(problem: unknown): void;
  /** Marks the model of the site that is open, if it is one. */
  mark(name: string | undefined): void;
}

/** @param open Is given the files of a model, and its name where the site has one for it. */
export function modelView(open: (files: readonly File[], name?: string) => Promise<void>): ModelView {
  const [status, problem] = [byId('model-status', HTMLElement), byId('model-problem', HTMLElement)];
  const [drop, input] = [byId('drop', HTMLElement), byId('files', HTMLInputElement)];
  const view: ModelView = {
    say(text) {
      problem.textContent = '';
      status.textContent = text;
    },
    fail(cause) {
      status.textContent = '';
      problem.textContent = messageOf(cause);
    },
    mark(name) {
      for (const button of byId('built-in', HTMLElement).querySelectorAll('button')) {
        button.setAttribute('aria-pressed', String(button.getAttribute('data-name') === name));
      }
    },
  };
  const take = (files: Promise<readonly File[]>, name?: string) => {
    view.say('Reading…');
    files.then((found) => open(found, name)).catch(view.fail);
  };

  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    // The same file again is a change, too.
    input.value = '';
    if (files.length > 0) take(Promise.resolve(files));
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) drop.classList.remove('over');
  });
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    if (event.dataTransfer) take(droppedFiles(event.dataTransfer));
  });
  byId('built-in', HTMLElement).append(
    ...builtInModels.map((model) => {
      const button = element(
        'button',
        { type: 'button', className: 'choice' },
        element('strong', {}, model.name),
        element('span', { className: 'about' }, model.about),
      );
      button.dataset.name = model.name;
      button.setAttribute('aria-pressed', 'false');
      button.addEventListener('click', () => take(filesOf(model), model.name));
      return button;
    }),
  );
  return view;
}

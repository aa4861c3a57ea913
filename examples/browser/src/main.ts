import type { Model } from '@tensorpress/core';
import { nameInside, sameWeights, slugOf, weightCount } from './about-model.ts';
import { type Backend, backendFrom, backends } from './backend.ts';
import { byId, element } from './dom.ts';
import { formatBytes, formatCount, formatRatio } from './format.ts';
import { inWorker } from './in-worker.ts';
import { modelView } from './model-view.ts';
import { pipelineView } from './pipeline-view.ts';
import { progressView } from './progress-view.ts';
import { resultView } from './result-view.ts';
import { tryView } from './try-view.ts';
import { turns } from './turns.ts';

/** A model that is open, and what its files were. */
interface Opened {
  readonly name: string;
  readonly kind: 'tfjs' | 'tpress';
  readonly model: Model;
  readonly bytes: number;
}

const work = turns();
const tries = turns();
const models = modelView(open);
const pipeline = pipelineView();
const progress = progressView();
const results = resultView();
const trials = tryView();
const compressButton = byId('compress', HTMLButtonElement);

let backend: Backend = backendFrom(location.search);
/** What is compressed next. */
let subject: Opened | undefined;
/** What is tried: a model as it was, a file, or both. */
let shown: { readonly before?: Opened; readonly file?: Uint8Array<ArrayBuffer> } = {};

async function open(files: readonly File[], builtIn?: string): Promise<void> {
  const { modelFromFiles } = await import('./model-from-files.ts');
  const { model, kind, bytes, file } = await modelFromFiles(files);
  const name = builtIn ?? (file ? file.name.replace(/\.tpress$/, '') : (nameInside(model) ?? 'model'));
  const found: Opened = { name, kind, model, bytes };
  const signal = work.begin();
  progress.end('');
  if (file) return openFile(found, new Uint8Array(await file.arrayBuffer()), signal);
  subject = found;
  shown = { before: found };
  compressButton.disabled = false;
  results.show(undefined);
  models.mark(builtIn);
  models.say(aboutOf(found));
  await tryOut();
}

/** A `.tpress` file is shown beside the model that is open, if that has the same weights; else it is opened itself. */
async function openFile(found: Opened, file: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<void> {
  const before = subject?.kind === 'tfjs' && sameWeights(subject.model, found.model) ? subject : undefined;
  const task = { kind: 'compare', after: found.model, ...(before && { before: before.model }) } as const;
  const outcome = await inWorker(task, signal, () => {}).catch((cause) => {
    if (!signal.aborted) throw cause;
  });
  if (!outcome) return;
  if (!before) {
    subject = found;
    models.mark(undefined);
  }
  shown = { file, ...(before && { before }) };
  compressButton.disabled = false;
  models.say(before ? `${found.name}.tpress, beside ${before.name}` : aboutOf(found));
  results.show({
    outcome,
    before: before?.bytes ?? outcome.before,
    after: file.length,
    compared: before !== undefined,
  });
  await tryOut();
}

async function compress(): Promise<void> {
  if (!subject) return;
  const before = subject;
  const stages = await pipeline.stages();
  if (!stages) return;
  const signal = work.begin();
  progress.begin();
  try {
    const { file, ...outcome } = await inWorker(
      { kind: 'compress', model: before.model, stages },
      signal,
      progress.step,
    );
    if (!file) return;
    const after = file.length;
    const smaller = after < before.bytes ? `, ${formatRatio(before.bytes, after)} smaller` : ', which is no smaller';
    progress.end(`Done: ${formatBytes(after)}${smaller}`);
    shown = { before, file };
    const download = { name: `${slugOf(before.name)}.tpress`, file };
    results.show({ outcome, before: before.bytes, after, compared: true, download });
    byId('result', HTMLElement).scrollIntoView({ block: 'nearest' });
  } catch (cause) {
    if (signal.aborted) return;
    progress.end('');
    pipeline.fail(cause);
    return;
  }
  await tryOut();
}

/** Tries what is shown on the backend. */
async function tryOut(): Promise<void> {
  const { before, file } = shown;
  const known = before ?? subject;
  if (!known) return;
  const signal = tries.begin();
  results.showTimes(undefined);
  const tried = {
    format: known.model.topology?.format,
    ...(before && { original: before.model }),
    ...(file && { file }),
  };
  const times = await trials.show(tried, backend, signal);
  if (!signal.aborted) results.showTimes(times);
}

const aboutOf = ({ name, kind, model, bytes }: Opened): string => {
  const form =
    kind === 'tpress' ? '.tpress file' : model.topology?.format === 'graph-model' ? 'graph model' : 'layers model';
  return `${name}: ${form}, ${formatCount(weightCount(model))} weights, ${formatBytes(bytes)}`;
};

compressButton.addEventListener('click', () => void compress());
byId('cancel', HTMLButtonElement).addEventListener('click', () => {
  work.begin();
  progress.end('Cancelled; nothing has changed.');
  compressButton.focus();
});
byId('backends', HTMLFieldSetElement).append(
  ...backends.map((name) => {
    const radio = element('input', { type: 'radio', name: 'backend', value: name, checked: name === backend });
    radio.addEventListener('change', () => {
      backend = name;
      history.replaceState(null, '', `?backend=${name}`);
      void tryOut();
    });
    return element('label', {}, radio, element('span', { className: 'segment' }, name));
  }),
);
// What every model takes is large: it comes while nothing else is to be done.
setTimeout(() => void import('./load-network.ts'), 500);

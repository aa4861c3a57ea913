import type { Model } from '@tensorpress/core';
import type { Backend } from './backend.ts';
import type { Contestant, Trial } from './contestant.ts';
import { byId, element } from './dom.ts';
import type { Network } from './load-network.ts';
import { messageOf } from './message-of.ts';
import type { Times } from './result-view.ts';
import { type TrialKind, trialKind } from './trial-kind.ts';

/** What is to be tried: a model as it was, or a file, or both. */
export interface Tried {
  readonly format: unknown;
  readonly original?: Model;
  readonly file?: Uint8Array;
}

/** Where networks are tried. */
export interface TryView {
  /** Loads networks and lets them be tried; gives the times that it took, where a file is among them. */
  show(tried: Tried, backend: Backend, signal: AbortSignal): Promise<Times | undefined>;
  hide(): void;
}

/** Loads networks, and chooses the way to try them. */
export function tryView(): TryView {
  const [section, problem] = [byId('try', HTMLElement), byId('try-problem', HTMLElement)];
  let networks: readonly Network[] = [];
  let current: { readonly kind: TrialKind; readonly trial: Trial } | undefined;

  const load = async ({ format, original, file }: Tried, signal: AbortSignal): Promise<readonly Contestant[]> => {
    const { loadNetwork } = await import('./load-network.ts');
    const found: Contestant[] = [];
    if (original) found.push({ title: 'As it was', network: await loadNetwork(original, format, signal) });
    if (file) {
      const network = await loadNetwork(file, format, signal);
      found.push({ title: original ? 'Compressed' : 'From the file', network });
    }
    return found;
  };
  const hide = () => {
    section.hidden = true;
    current = undefined;
    byId('trial', HTMLElement).replaceChildren();
  };
  return {
    hide,
    async show(tried, backend, signal) {
      try {
        problem.textContent = '';
        const { useBackend } = await import('./use-backend.ts');
        await useBackend(backend);
        const contestants = await load(tried, signal);
        const [before, kind] = [networks, trialKind(contestants[0]?.network.inputs ?? [])];
        networks = contestants.map(({ network }) => network);
        try {
          signal.throwIfAborted();
          if (current?.kind !== kind) {
            const holder = element('div');
            current = { kind, trial: await trialOf(kind, holder) };
            byId('trial', HTMLElement).replaceChildren(holder);
          }
          byId('try-name', HTMLElement).textContent = contestants.length > 1 ? 'Side by side' : 'Try it';
          section.hidden = false;
          await current.trial.show(contestants);
        } finally {
          // Until now they may have been at work.
          for (const network of before) network.dispose();
        }
        const { measure } = await import('./measure.ts');
        const predictions = await measure(networks, signal);
        return tried.file && { backend, predictions, loading: networks.at(-1)!.loading };
      } catch (cause) {
        if (signal.aborted) return undefined;
        section.hidden = false;
        problem.textContent = messageOf(cause);
        return undefined;
      }
    },
  };
}

async function trialOf(kind: TrialKind, container: HTMLElement): Promise<Trial> {
  if (kind === 'digit') return (await import('./digit-trial.ts')).digitTrial(container);
  if (kind === 'picture') return (await import('./picture-trial.ts')).pictureTrial(container);
  return (await import('./random-trial.ts')).randomTrial(container);
}

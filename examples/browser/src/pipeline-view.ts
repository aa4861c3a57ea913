import type { StageJson } from '@tensorpress/core';
import { byId, element } from './dom.ts';
import { formatPercent } from './format.ts';
import { messageOf } from './message-of.ts';
import { formatPipeline, parsePipeline } from './parse-pipeline.ts';
import { type Preset, presets } from './presets.ts';

const OWN = 'own';

/** Where the pipeline is chosen. */
export interface PipelineView {
  /** The stages that are chosen; if there is something wrong with them that is told, and none are given. */
  stages(): Promise<readonly StageJson[] | undefined>;
  /** Tells what is wrong. */
  fail(problem: unknown): void;
}

/** Lets one of the pipelines be chosen, its number be moved, and its JSON be changed. */
export function pipelineView(): PipelineView {
  const choices = byId('presets', HTMLFieldSetElement);
  const [option, slider] = [byId('option', HTMLElement), byId('option-value', HTMLInputElement)];
  const [json, problem] = [byId('json', HTMLTextAreaElement), byId('json-problem', HTMLElement)];
  const values = new Map(presets.map(({ id, option }) => [id, option?.value ?? 0]));
  let preset: Preset | undefined = presets[0];

  const fail = (cause: unknown) => {
    problem.textContent = cause === undefined ? '' : messageOf(cause);
    json.setAttribute('aria-invalid', String(cause !== undefined));
  };
  const show = () => {
    option.hidden = !preset?.option;
    if (!preset) return;
    const value = values.get(preset.id) ?? 0;
    if (preset.option) {
      const { name, min, max, step, unit } = preset.option;
      byId('option-name', HTMLElement).textContent = name;
      Object.assign(slider, { min: `${min}`, max: `${max}`, step: `${step}`, value: `${value}` });
      const text = unit === 'share' ? formatPercent(value) : `${value}`;
      byId('option-text', HTMLOutputElement).textContent = text;
      slider.setAttribute('aria-valuetext', text);
    }
    json.value = formatPipeline(preset.stages(value));
    fail(undefined);
  };
  const radio = (id: string, name: string, about: string) => {
    const input = element('input', { type: 'radio', name: 'preset', value: id, checked: id === preset?.id });
    input.addEventListener('change', () => {
      preset = presets.find((one) => one.id === id);
      show();
    });
    return element(
      'label',
      { className: 'choice' },
      input,
      element('strong', {}, name),
      element('span', { className: 'about' }, about),
    );
  };
  choices.append(
    ...presets.map(({ id, name, about }) => radio(id, name, about)),
    radio(OWN, 'Your own', 'Whatever the JSON below says.'),
  );
  slider.addEventListener('input', () => {
    if (preset) values.set(preset.id, Number(slider.value));
    show();
  });

  const stages = async () => {
    try {
      const parsed = parsePipeline(json.value);
      const { registry } = await import('@tensorpress/all');
      await registry.pipeline(parsed);
      fail(undefined);
      return parsed;
    } catch (cause) {
      fail(cause);
      return undefined;
    }
  };
  json.addEventListener('input', () => {
    preset = undefined;
    for (const input of choices.querySelectorAll('input')) input.checked = input.value === OWN;
    show();
  });
  json.addEventListener('change', () => void stages());
  show();
  return { stages, fail };
}

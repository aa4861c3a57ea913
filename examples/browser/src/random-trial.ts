import * as tf from '@tensorflow/tfjs';
import type { Trial } from './contestant.ts';
import { differenceList } from './difference-list.ts';
import { element } from './dom.ts';
import { messageOf } from './message-of.ts';
import { outputsOf } from './outputs-of.ts';
import { randomInputs } from './random-inputs.ts';

const SIZE = 32;

/** Gives networks random numbers, and says how far their answers are apart. */
export const randomTrial = (container: HTMLElement): Trial => ({
  async show(contestants) {
    const inputs = randomInputs(contestants[0]?.network.inputs ?? [], SIZE);
    const taken = inputs.map(({ shape }) => shape.join(' × ')).join(', ');
    const about = element('p', { className: 'hint' }, `Random numbers of the shape ${taken}, the same for both.`);
    container.replaceChildren(about);
    try {
      const [first = [], second] = await outputsOf(contestants, inputs);
      container.append(differenceList(first, second));
    } catch (cause) {
      container.append(element('p', {}, `This network does not take them: ${messageOf(cause)}`));
    } finally {
      tf.dispose(inputs);
    }
  },
});

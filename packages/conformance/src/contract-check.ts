import { arrays } from '@tensorpress/core';
import { type Check, check } from './check.ts';
import type { AnyCodec } from './run-codec.ts';

/** The check that a codec says all that the contract asks of it. */
export const contractCheck = <Options>(codec: AnyCodec<Options>): Check => ({
  title: `${codec.id}: has a version, and one of rebuild and decode`,
  run: async () => {
    const { version, takes, parts, rebuild, decode } = codec;
    check(Number.isSafeInteger(version) && version > 0, `the version must be a positive integer, not ${version}`);
    check((rebuild === undefined) !== (decode === undefined), 'there must be either rebuild or decode');
    check(takes.length > 0, 'takes no element type');
    for (const dtype of [...takes, ...Object.values(parts).flat()]) {
      check(Object.hasOwn(arrays, dtype), `${dtype} is not an element type`);
    }
    check(!rebuild || takes.every((dtype) => dtype === 'f32'), 'a codec with rebuild takes f32 alone');
    for (const [name, types] of Object.entries(parts)) {
      check(types.length > 0 && name !== '__proto__', `the part ${name} can be of no element type`);
    }
  },
});

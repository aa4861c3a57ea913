import { complexTape } from './patches/complex-tape.ts';
import { dilatedFusion } from './patches/dilated-fusion.ts';
import type { Patch } from './patches/patch.ts';

/** All changes that this package makes to the engine. */
export const patches: readonly Patch[] = [complexTape, dilatedFusion];

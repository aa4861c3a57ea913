import * as tf from '@tensorflow/tfjs';

/** Callbacks as `model.fit` takes them. */
export type Callbacks = NonNullable<tf.ModelFitDatasetArgs<unknown>['callbacks']>;

type Callback = NonNullable<ConstructorParameters<typeof tf.CallbackList>[0]>[number];

/** Callbacks of all kinds as a list of one kind. Where a function fails, `failed` is told and training goes on. */
export function callbackList(
  callbacks: readonly (Callbacks | undefined)[],
  failed: (reason: unknown) => void,
): Callback[] {
  return callbacks
    .flatMap<Callback | tf.CustomCallbackArgs>((some) => some ?? [])
    .map((callback) => (isArgs(callback) ? new tf.CustomCallback(guarded(callback, failed), 'auto') : callback));
}

const isArgs = (callback: Callback | tf.CustomCallbackArgs): callback is tf.CustomCallbackArgs =>
  !('setParams' in callback);

// An error that went through `fitDataset` would leave tensors behind.
const guarded = (args: tf.CustomCallbackArgs, failed: (reason: unknown) => void): tf.CustomCallbackArgs =>
  Object.fromEntries(
    Object.entries(args).map(([name, run]) => [
      name,
      name.startsWith('on') && typeof run === 'function'
        ? async (...values: unknown[]) => {
            try {
              await Reflect.apply(run, args, values);
            } catch (reason) {
              failed(reason);
            }
          }
        : run,
    ]),
  );

import * as tf from '@tensorflow/tfjs';

/** Callbacks as `model.fit` takes them. */
export type Callbacks = NonNullable<tf.ModelFitDatasetArgs<unknown>['callbacks']>;

type Callback = NonNullable<ConstructorParameters<typeof tf.CallbackList>[0]>[number];

/** Callbacks of all kinds as a list of one kind. Where one of them fails, `failed` is told and training goes on. */
export function callbackList(
  callbacks: readonly (Callbacks | undefined)[],
  failed: (reason: unknown) => void,
): Callback[] {
  return callbacks
    .flatMap<Callback | tf.CustomCallbackArgs>((some) => some ?? [])
    .map((callback) => guarded(isArgs(callback) ? new tf.CustomCallback(callback, 'auto') : callback, failed));
}

const isArgs = (callback: Callback | tf.CustomCallbackArgs): callback is tf.CustomCallbackArgs =>
  !('setParams' in callback);

// An error that went through `fitDataset` would leave tensors behind.
const guarded = (callback: Callback, failed: (reason: unknown) => void): Callback =>
  new Proxy(callback, {
    get: (_, name) => {
      const member: unknown = Reflect.get(callback, name);
      if (typeof member !== 'function') return member;
      return async (...values: unknown[]) => {
        try {
          await Reflect.apply(member, callback, values);
        } catch (reason) {
          failed(reason);
        }
      };
    },
  });

/** One check, for any test runner: `run` rejects with an Error that says what is wrong. */
export interface Check {
  /** A sentence that can be false. */
  readonly title: string;
  run(): Promise<void>;
}

/**
 * Demands something.
 * @throws Error with the message if it is not so.
 */
export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** The Error that a run ends with, or `undefined` if it ends well. What is thrown must be an Error. */
export async function failureOf(run: () => unknown): Promise<Error | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    check(error instanceof Error, `throws ${String(error)}, which is not an Error`);
    return error;
  }
}

/** What a run gives, which must come within some seconds; if not at once, as machines have other things to do, then when it runs again. */
export async function inTime<T>(what: string, run: () => T | Promise<T>, seconds = 5): Promise<T> {
  for (let last = false; ; last = true) {
    const start = performance.now();
    const outcome = await Promise.resolve()
      .then(run)
      .then(
        (value) => () => value,
        (error: unknown) => () => {
          throw error;
        },
      );
    const taken = (performance.now() - start) / 1000;
    if (taken < seconds) return outcome();
    check(!last, `${what} takes ${taken.toFixed(1)} s`);
  }
}

/** The same error again, saying where it happened. */
export async function amid<T>(where: string, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new Error(`${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Things of which only the latest matters. */
export interface Turns {
  /** Aborts what was begun before, and gives the signal for what begins. */
  begin(): AbortSignal;
}

/** Makes turns that have nothing to do with other ones. */
export function turns(): Turns {
  let latest = new AbortController();
  return {
    begin() {
      latest.abort();
      latest = new AbortController();
      return latest.signal;
    },
  };
}

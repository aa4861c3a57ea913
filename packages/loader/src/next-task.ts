/** Lets everything else that waits for this thread go first: input, drawing, timers. */
export const nextTask = (): Promise<void> =>
  new Promise((resolve) => {
    // A timer would wait longer than need be.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

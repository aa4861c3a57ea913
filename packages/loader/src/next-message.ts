/** What comes to a port next. Both ends take turns, so that nothing comes while nobody asks. */
export const nextMessage = <Message>(port: MessagePort): Promise<Message> =>
  new Promise((resolve) => {
    port.onmessage = ({ data }: MessageEvent<Message>) => resolve(data);
  });

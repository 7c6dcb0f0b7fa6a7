// A stream of events as its reader has it.

export const readStream = (response: Response) => {
  if (response.body === null) throw new Error('no stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let from = 0;
  return {
    /** What it sends until it ends, or until `wanted` has come. */
    read: async (wanted: string | null): Promise<string> => {
      while (wanted === null || !text.includes(wanted)) {
        const { value, done } = await reader.read();
        if (done) return text;
        text += value;
      }
      return text;
    },
    /** What it sends up to and with `wanted`, from where the last look ended. */
    next: async (wanted: string): Promise<string> => {
      while (!text.includes(wanted, from)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`the stream ended without ${wanted}: ${text}`);
        text += value;
      }
      const start = from;
      from = text.indexOf(wanted, from) + wanted.length;
      return text.slice(start, from);
    },
  };
};

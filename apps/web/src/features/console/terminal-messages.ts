// What a terminal says to a VM's serial port: the messages of PVE's terminals.

const encoder = new TextEncoder();

/** Its length counts bytes. */
export const typed = (text: string): Uint8Array<ArrayBuffer> => {
  const bytes = encoder.encode(text);
  const head = encoder.encode(`0:${bytes.length}:`);
  const message = new Uint8Array(head.length + bytes.length);
  message.set(head);
  message.set(bytes, head.length);
  return message;
};

export const sized = ({ cols, rows }: { readonly cols: number; readonly rows: number }): string => `1:${cols}:${rows}:`;

/** Says nothing: what stands in between closes a connection on which nothing is said. */
export const stillHere = '2';
export const stillHereEveryMs = 30_000;

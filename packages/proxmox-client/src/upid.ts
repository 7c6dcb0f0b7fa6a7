// Task ids. `UPID:node:pid:pstart:starttime:type:id:user:`, hexadecimal numbers, the trailing colon part of it
// (PVE/UPID.pm). The task lives on the node that its UPID names, wherever its VM is by now.

export interface Upid {
  readonly text: string;
  readonly node: string;
  readonly startedAt: Date;
  readonly type: string;
  /** Mostly the VMID that it is filed under; empty for tasks of a node. */
  readonly id: string;
  /** `user@realm` or `user@realm!token`. */
  readonly owner: string;
}

const shape =
  /^UPID:(?<node>[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):[0-9A-F]{8}:[0-9A-F]{8,9}:(?<start>[0-9A-F]{8}):(?<type>[^:\s/]+):(?<id>[^:\s/]*):(?<owner>[^:\s/]+):$/i;

/** Null when the text is no UPID. */
export const parseUpid = (text: string): Upid | null => {
  const groups = shape.exec(text)?.groups;
  const { node, start, type, id, owner } = groups ?? {};
  if (node === undefined || start === undefined || type === undefined || id === undefined || owner === undefined)
    return null;
  return { text, node, startedAt: new Date(Number.parseInt(start, 16) * 1000), type, id, owner };
};

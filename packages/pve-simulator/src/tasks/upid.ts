/** Task identifiers: `UPID:node:pid:pstart:starttime:type:id:owner:`, hexadecimal numbers, the last colon included. */

export interface UpidParts {
  readonly node: string;
  readonly pid: number;
  readonly pstart: number;
  readonly startTime: number;
  readonly type: string;
  readonly id: string;
  readonly owner: string;
}

const upidPattern =
  /^UPID:([a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8,9}):([0-9A-Fa-f]{8}):([^:\s/]+):([^:\s/]*):([^:\s/]+):$/;

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(8, '0');
}

export function formatUpid(parts: UpidParts): string {
  const numbers = [parts.pid, parts.pstart, parts.startTime].map(hex).join(':');
  return `UPID:${parts.node}:${numbers}:${parts.type}:${parts.id}:${parts.owner}:`;
}

export function parseUpid(text: string): UpidParts | null {
  const match = upidPattern.exec(text);
  if (match === null) return null;
  const [, node = '', pid = '', pstart = '', startTime = '', type = '', id = '', owner = ''] = match;
  const number = (digits: string) => Number.parseInt(digits, 16);
  return { node, pid: number(pid), pstart: number(pstart), startTime: number(startTime), type, id, owner };
}

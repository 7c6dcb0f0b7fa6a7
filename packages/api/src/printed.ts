// What libraries print by themselves (Next's own lines, Prisma's, warnings of Node) belongs into the process's log like everything else:
// one JSON object a line.
import { format, stripVTControlCharacters } from 'node:util';
import type { Log } from '@portal/domain';

const levels = { debug: 'info', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const satisfies Readonly<
  Record<string, keyof Log>
>;

/** From now on, for the whole process. */
export const logWhatIsPrinted = (log: Log): void => {
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...parts: readonly unknown[]) => {
        const text = stripVTControlCharacters(format(...parts)).trim();
        if (text !== '') log[level](text, { printed: true });
      },
    });
  }
  // Node's own listener prints them.
  process.removeAllListeners('warning');
  process.on('warning', ({ name, message }) => log.warn(message, { printed: true, warning: name }));
};

import { expect, test, vi } from 'vitest';
import { logWhatIsPrinted } from './printed.ts';

test('what a library prints, and what Node warns of, are lines of the log', async () => {
  const before = { ...console };
  const listeners = process.listeners('warning');
  const lines: unknown[] = [];
  const say = (level: string) => (message: string) => lines.push([level, message]);
  try {
    logWhatIsPrinted({ info: say('info'), warn: say('warn'), error: say('error') });
    const library: Pick<Console, 'log' | 'error'> = console;
    library.log('\u001b[32m✓\u001b[0m Running %s', 'next.config.mjs');
    library.log('');
    library.error(new RangeError('out of range'));
    process.emitWarning('old');
    await vi.waitFor(() => expect(lines).toContainEqual(['warn', 'old']));
  } finally {
    Object.assign(console, before);
    process.removeAllListeners('warning');
    for (const listener of listeners) process.on('warning', listener);
  }
  expect(lines).toEqual([
    ['info', '✓ Running next.config.mjs'],
    ['error', expect.stringContaining('RangeError: out of range\n')],
    ['warn', 'old'],
  ]);
});

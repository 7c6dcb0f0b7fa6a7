/** What a command tells the person at the terminal. */

// A reader that went away (`npm start | head`) is no reason to leave processes behind.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The options that a command was given; null where there is one that it does not know. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

export function optionsOf<const Known extends ParseArgsOptionsConfig>(args: readonly string[], options: Known) {
  const asked = askedOf(args, options);
  return asked === null || asked.positionals.length > 0 ? null : asked.values;
}

/** The same with the words that are no options. */
export function askedOf<const Known extends ParseArgsOptionsConfig>(args: readonly string[], options: Known) {
  try {
    // npm and pnpm may hand `--` over as well.
    return parseArgs({ args: args.filter((arg) => arg !== '--'), options, allowPositionals: true });
  } catch {
    return null;
  }
}

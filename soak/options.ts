/** What a run is asked for on the command line. */
import { parseArgs } from 'node:util';

export interface SoakOptions {
  /** Deployments to make and delete. */
  readonly count: number;
  /** A run that takes longer ends, and what is not deleted by then counts as lost. */
  readonly minutes: number;
  /** Share of the requests, and of the tasks, that go wrong. */
  readonly faults: number;
  /** Seconds between two deaths of the worker; 0 for none. */
  readonly killEverySeconds: number;
  /** Seconds for which the database is stopped, once, in the middle; 0 for none. */
  readonly databaseOutageSeconds: number;
}

export const usage = `pnpm soak [--count 500] [--minutes 30] [--faults 0.05] [--kill-every 20] [--database-outage 0]
pnpm soak tests [file]

  Creates and deletes VMs on a simulated cluster while requests and tasks go wrong and the worker is killed, told to
  stop, or frozen for 20 s, in turn. Then tells what was lost, leaked, duplicated, stuck or not audited, and what of other
  people's was touched. Exit code 0 when all are zero. With "tests": runs the tests that take too long for npm test.
`;

const numberFrom = (text: string, name: string): number => {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new TypeError(`--${name} takes a number from 0 on, not '${text}'.`);
};

/** Throws a `TypeError` for what it does not understand. */
export const readOptions = (args: readonly string[]): SoakOptions => {
  const { values } = parseArgs({
    args: args.filter((argument) => argument !== '--'),
    options: {
      count: { type: 'string', default: '500' },
      minutes: { type: 'string', default: '30' },
      faults: { type: 'string', default: '0.05' },
      'kill-every': { type: 'string', default: '20' },
      'database-outage': { type: 'string', default: '0' },
    },
  });
  return {
    count: numberFrom(values.count, 'count'),
    minutes: numberFrom(values.minutes, 'minutes'),
    faults: numberFrom(values.faults, 'faults'),
    killEverySeconds: numberFrom(values['kill-every'], 'kill-every'),
    databaseOutageSeconds: numberFrom(values['database-outage'], 'database-outage'),
  };
};

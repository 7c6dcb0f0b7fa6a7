/** The commands behind the scripts of the root package.json. `tooling/bootstrap.mjs` runs this under the workspace's own Node. */
import { keepCompiled } from './env.ts';
import { complain } from './say.ts';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start: async () => (await import('./commands/start.ts')).start('production'),
  dev: async () => (await import('./commands/start.ts')).start('development'),
  test: async () => (await import('./commands/test.ts')).test(),
  bench: async (args) => (await import('./commands/bench.ts')).bench(args),
  soak: async (args) => (await import('./commands/soak.ts')).soak(args),
  'create-path': async () => (await import('./commands/create-path.ts')).createPath(),
  'pve:check': async (args) => (await import('./commands/pve-check.ts')).pveCheck(args),
  'client:pack': async (args) => (await import('./commands/client-pack.ts')).packClient(args),
  'db:generate': async () => (await import('./commands/database.ts')).generate(),
  'db:migrate': async () => (await import('./commands/database.ts')).migrateDatabase(),
  'db:diff': async () => (await import('./commands/database.ts')).diffDatabase(),
  'db:seed': async () => (await import('./commands/database.ts')).seedDatabase(),
  'db:prepare': async (args) => (await import('./commands/database.ts')).prepareDatabase(args),
  'audit:verify': async (args) => (await import('./commands/audit-verify.ts')).verifyAuditLog(args),
  admin: async (args) => (await import('./commands/admin.ts')).administer(args),
  'admin:create': async (args) => (await import('./commands/admin-create.ts')).createAdministrator(args),
};

async function main(): Promise<number> {
  keepCompiled();
  const [name = '', ...args] = process.argv.slice(2);
  const command = commands[name];
  if (command === undefined) {
    complain(`There is no command '${name}'. Commands: ${Object.keys(commands).join(', ')}`);
    return 2;
  }
  try {
    return await command(args);
  } catch (error) {
    complain((await import('./failure-text.ts')).failureText(error));
    return 1;
  }
}

// Not left to Node: a library's pool or the channel to the bootstrap would keep a finished command alive.
process.exit(await main());

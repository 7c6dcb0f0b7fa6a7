/** The storages that full clones go to: there, meant for disks, active, and with room. */
import type { InspectedStorage } from '@portal/proxmox-client';
import { type Finding, fail, ok, some, warn } from './finding.ts';
import { isRefusal, type Target, tryTo } from './target.ts';

interface Seen {
  readonly node: string;
  readonly storage: InspectedStorage;
}

const SCARCE_GIB = 20;

async function seenOn({ inspector, signal }: Target): Promise<readonly Seen[]> {
  const nodes = await tryTo(inspector.nodes(signal));
  if (isRefusal(nodes)) return [];
  const lists = nodes
    .filter(({ online }) => online)
    .map(async ({ name: node }) => {
      const storages = await tryTo(inspector.storages(node, signal));
      return isRefusal(storages) ? [] : storages.map((storage) => ({ node, storage }));
    });
  return (await Promise.all(lists)).flat();
}

function storageFinding(name: string, seen: readonly Seen[]): Finding {
  const check = 'storage';
  if (seen.length === 0) {
    const todo = 'Mend its name in the configuration, or grant Datastore.Audit on it (see rights).';
    return fail(check, `${name} is not there, or the token may not see it`, todo);
  }
  const [first] = seen;
  if (!seen.some(({ storage }) => storage.content.includes('images'))) {
    const holds = first?.storage.content.join(', ') ?? '';
    return fail(check, `${name} holds ${holds}, and no disks`, `pvesm set ${name} --content images,${holds}`);
  }
  const active = seen.filter(({ storage }) => storage.active);
  if (active.length === 0)
    return fail(check, `${name} is not active on any node`, '`pvesm status` on a node says why.');
  const free = Math.max(...active.map(({ storage }) => storage.freeGiB ?? 0));
  const where = first?.storage.shared === true ? 'shared' : `on ${some(active.map(({ node }) => node))}`;
  const found = `${name}, ${where}, ${Math.floor(free)} GiB free`;
  return free < SCARCE_GIB ? warn(check, found, 'Make room before people fill it.') : ok(check, found);
}

export async function checkStorages(target: Target): Promise<readonly Finding[]> {
  const seen = await seenOn(target);
  return target.configuration.settings.storages.map((name) =>
    storageFinding(
      name,
      seen.filter(({ storage }) => storage.name === name),
    ),
  );
}

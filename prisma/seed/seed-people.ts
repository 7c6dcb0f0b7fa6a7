// Makes the demo people, who share one password.
import type { Database } from '@portal/db';
import { createAccounts } from '@portal/db/accounts';
import { demoPeople } from '@portal/domain';

/** Answers the people's ids by e-mail address. */
export const seedPeople = async (
  database: Database,
  teamIds: ReadonlyMap<string, string>,
  demoPassword: string,
): Promise<ReadonlyMap<string, string>> => {
  const accounts = createAccounts(database);
  const ids = new Map<string, string>();
  /** Hashing is slow, so one person of an earlier seed stands for all. */
  let renew: boolean | null = null;
  for (const { team, ...person } of demoPeople) {
    const known = await accounts.find(person.email);
    const teamId = team === null ? null : (teamIds.get(team) ?? null);
    const userId = known?.userId ?? (await accounts.make({ ...person, teamId }));
    const hash = known?.passwordHash ?? null;
    if (hash !== null) renew ??= !(await accounts.isPassword(demoPassword, hash));
    if (hash === null || renew === true) await accounts.setPassword(userId, demoPassword);
    ids.set(person.email, userId);
  }
  return ids;
};

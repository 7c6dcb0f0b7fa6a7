// Who reads what of the audit trail: by the rights of now, whatever somebody could see when it happened.
import { may, type Person, type UserPrincipal, visibilityOf } from '@portal/domain';
import { roles, type ShareLevel } from '@portal/types';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const entries = z.array(
  z.object({
    id: z.string(),
    actorId: z.string(),
    about: z.string(),
    /** Then, and now. */
    ownerId: z.string(),
    teamId: z.string().nullable(),
    ownerNow: z.string(),
    teamNow: z.string().nullable(),
  }),
);
type Entry = z.infer<typeof entries>[number];

let portal: PortalFixture;
let people: readonly UserPrincipal[];
let trail: readonly Entry[];

const deployments = 12;

/** Each VM goes from one to the next, and somebody does something with it before and after. */
beforeAll(async () => {
  portal = await portalFixture();
  const teams = [await portal.team('Voice'), await portal.team('Desktop'), null];
  const made: UserPrincipal[] = [];
  for (const nth of Array(6).keys()) {
    made.push(await portal.person({ name: `p${nth}`, email: `p${nth}@example.com`, team: teams[nth % 3] ?? null }));
  }
  people = made;
  const personAt = (nth: number): UserPrincipal => {
    const person = made[nth % made.length];
    if (person === undefined) throw new Error('nobody');
    return person;
  };
  for (const nth of Array(deployments).keys()) {
    let row = await portal.deploy(personAt(nth));
    for (const step of Array(nth % 4).keys()) {
      const principal = personAt(nth + 2 * step);
      const to = personAt(nth + step * nth + 1);
      const owned = { ownerId: to.userId, teamId: to.team?.id ?? null };
      const next = { ...row, ...owned, version: row.version + 1 };
      const move = onDeployment(row.id, [{ kind: 'deployment.update', row: next, read: row }], 'deployment.moved');
      await portal.commit(onDeployment(row.id, []));
      await portal.database.unitOfWork.run({ principal, requestId: null, address: null }, (tx) => tx.commit(move));
      row = next;
    }
    await portal.commit(onDeployment(row.id, []));
  }
  const { rows } = await portal.owner.query(
    `SELECT a.id, a.actor_id AS "actorId", a.subject_id AS about, a.subject_owner_id AS "ownerId", a.subject_team_id AS "teamId",
       d.owner_id AS "ownerNow", d.team_id AS "teamNow"
     FROM audit_logs AS a JOIN deployments AS d ON d.id::text = a.subject_id ORDER BY a.id DESC`,
  );
  trail = entries.parse(rows);
});
afterAll(() => portal[Symbol.asyncDispose]());

const reads = (person: Person, { actorId, about: id, ownerId, teamId, ownerNow, teamNow }: Entry): boolean =>
  actorId === person.userId ||
  [
    { id, ownerId, teamId },
    { id, ownerId: ownerNow, teamId: teamNow },
  ].every((owned) => may(person, 'deployments.byId', owned).allowed);

const readBy = async (person: Person): Promise<readonly string[]> => {
  const filter = { limit: 1_000, subjectType: 'deployment' } as const;
  return (await portal.database.audit.list(filter, person, visibilityOf(person))).items.map(({ id }) => id);
};

test('everybody reads what they could see then and may see now, and their own acts, whatever role and shares they have', async () => {
  const some = new Map<string, ShareLevel>(trail.filter((_, nth) => nth % 5 === 0).map(({ about }) => [about, 'view']));
  for (const one of people) {
    for (const role of roles) {
      for (const shared of [undefined, some]) {
        const person = { ...one, role, shared };
        const expected = trail.filter((entry) => reads(person, entry)).map(({ id }) => id);
        expect(await readBy(person), `${one.name} ${role} ${shared?.size}`).toEqual(expected);
      }
    }
  }
});

test('a former owner keeps nothing of a VM but what they did with it', async () => {
  const former = (person: UserPrincipal) =>
    trail.filter(({ ownerId, ownerNow }) => ownerId === person.userId && ownerNow !== person.userId);
  expect(people.some((person) => former(person).some(({ actorId }) => actorId === 'test'))).toBe(true);
  for (const person of people) {
    const read = await readBy({ ...person, role: 'support' });
    const kept = former(person).filter(({ id }) => read.includes(id));
    expect(kept.every(({ actorId }) => actorId === person.userId)).toBe(true);
  }
});

// What one key of a client’s stands for: one mutation, carried out once, however often it is asked for.
import { type ActorContext, Change, KeyedRequest, type UserPrincipal } from '@portal/domain';
import { describe, expect, test } from 'vitest';
import { onDeployment, type PortalFixture, portalFixture } from './portal-fixture.ts';

const keyed = (person: UserPrincipal, requestHash: string): ActorContext => {
  const answer = { subjectType: 'deployment', status: 202, code: null } as const;
  const request = new KeyedRequest({ key: 'k1', requestHash: requestHash.repeat(64), answer });
  return { principal: person, requestId: null, address: null, request };
};

describe('a mutation under a key', () => {
  const asked = (
    portal: PortalFixture,
    as: ActorContext,
    id: string,
    outcome: 'succeeded' | 'refused' = 'succeeded',
  ) => {
    const event = { action: 'deployment.asked', subject: { type: 'deployment', id }, outcome, detail: {} } as const;
    return portal.database.unitOfWork.run(as, (tx) => tx.commit(Change.record(event)));
  };
  const acts = async (portal: PortalFixture) =>
    (await portal.owner.query(`SELECT FROM audit_logs WHERE action = 'deployment.asked'`)).rowCount;

  test('of any number at once is carried out once, and the others are told what it was about', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    const answers = await Promise.allSettled(Array.from({ length: 5 }, () => asked(portal, keyed(person, 'a'), id)));
    const repeats = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason);
    expect(repeats).toHaveLength(4);
    for (const repeat of repeats) expect(repeat).toMatchObject({ record: { subject: { type: 'deployment', id } } });
    expect(await acts(portal)).toBe(1);
  });

  test('is refused for another request, and known to nobody but the session that chose the key', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    await asked(portal, keyed(person, 'a'), id);
    await expect(asked(portal, keyed(person, 'b'), id)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    await asked(portal, keyed({ ...person, sessionId: 'another' }, 'b'), id);
    expect(await acts(portal)).toBe(2);
  });

  test('that was refused is decided again', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    await asked(portal, keyed(person, 'a'), id, 'refused');
    await asked(portal, keyed(person, 'a'), id);
    expect(await acts(portal)).toBe(2);
  });

  test('that fails leaves its key free', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    const failure = new Error('after the change');
    const failing = portal.database.unitOfWork.run(keyed(person, 'a'), async (tx) => {
      await tx.commit(onDeployment(id, []));
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    await asked(portal, keyed(person, 'a'), id);
  });

  test('that takes several transactions is no repeat of itself', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    const as = keyed(person, 'a');
    await asked(portal, as, id);
    await asked(portal, as, id);
    expect(await acts(portal)).toBe(2);
  });

  test('is forgotten after a day, and its key free again', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const { id } = await portal.deploy(person);
    await asked(portal, keyed(person, 'a'), id);
    expect(await portal.database.forgetIdempotencyKeys()).toBe(0);
    const age = () => portal.owner.query(`UPDATE idempotency_keys SET created_at = created_at - interval '25 hours'`);
    await age();
    await asked(portal, keyed(person, 'b'), id);
    await age();
    expect(await portal.database.forgetIdempotencyKeys()).toBe(1);
  });

  test('cannot be kept under a subject that its procedure does not answer', async () => {
    await using portal = await portalFixture();
    const person = await portal.person();
    const event = { action: 'template.asked', subject: { type: 'template', id: portal.template.templateId } } as const;
    const change = Change.record({ ...event, outcome: 'succeeded', detail: {} });
    const keptAsDeployment = portal.database.unitOfWork.run(keyed(person, 'a'), (tx) => tx.commit(change));
    await expect(keptAsDeployment).rejects.toThrow('answers a template');
  });
});

import {
  failureCodes,
  failuresWithoutGuest,
  heldMeasures,
  hoursAfter,
  rests,
  restsRunning,
  startingOperations,
  vmMeasures,
} from '@portal/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nothing } from '../../test/limits.ts';
import { limitRules, most } from '../../test/random-limits.ts';
import { aDeployment, ids, noon } from '../../test/records.ts';
import type { LimitRule } from '../ports/limits.ts';
import type { Deployment } from '../records.ts';
import { evaluate } from './evaluate.ts';
import { figuresOver } from './exceeded.ts';
import { type Counted, growthOf } from './growth.ts';

const size = { vcpus: 2, memoryMiB: 4_096, diskGiB: 40 };
const end = hoursAfter(noon, 24);
const vm = aDeployment({
  status: 'stopped',
  teamId: ids.team,
  ...size,
  createdAt: noon,
  expiresAt: end,
});
const counted = (patch: Partial<Deployment> = {}, snapshots = 3): Counted => ({ vm: { ...vm, ...patch }, snapshots });
const growth = (before: Counted | null, after: Counted, now = noon) => growthOf(before, after, now).requested;
const all = { deployments: 1, ...size, running: 1, snapshots: 0 };

describe('what a change makes more', () => {
  test('a new VM takes all that it has, and runs', () => {
    expect(growth(null, counted({ rest: 'pending', operation: 'provision' }, 0))).toEqual({
      ...{ person: all, team: all, template: all, cluster: all, everyone: all },
      vm: { leaseHours: 24, lifetimeHours: 24, extensions: 0 },
    });
  });

  test('a VM in other hands takes all that it has from them, and nothing more from those who had it', () => {
    const taken = { ...all, running: 0, snapshots: 3 };
    const given = (patch: Partial<Deployment>) => growth(counted(), counted(patch));
    const nothingMore = { template: nothing, cluster: nothing, everyone: nothing };
    const still = { vm: { leaseHours: 0, lifetimeHours: 0, extensions: 0 }, ...nothingMore };
    expect(given({ ownerId: ids.other })).toEqual({ ...still, person: taken, team: nothing });
    expect(given({ ownerId: ids.other, teamId: ids.otherTeam })).toEqual({ ...still, person: taken, team: taken });
  });

  test('what is stopped or suspended runs again by whatever starts it, and nothing else makes it more', () => {
    for (const rest of ['stopped', 'suspended', 'failed'] as const) {
      for (const operation of ['start', 'resume', 'rebuild', 'stop', 'resize', 'rollback', 'delete'] as const) {
        const isMore = rest !== 'failed' && startingOperations.includes(operation);
        expect(growth(counted({ rest }), counted({ rest, operation })).person).toEqual({
          ...nothing,
          running: Number(isMore),
        });
      }
    }
    for (const rest of restsRunning)
      expect(growth(counted({ rest }), counted({ rest, operation: 'start' })).person).toEqual(nothing);
  });

  test('a deleted VM gives everything back, and a canary never counts', () => {
    const { person } = growth(counted({ rest: 'running' }), counted({ rest: 'deleted' }));
    expect(person).toMatchObject({ deployments: -1, running: -1, snapshots: -3 });
    const canary = { kind: 'canary', rest: 'pending', operation: 'provision' } as const;
    expect(Object.values(growth(null, counted(canary))).flatMap((figures) => Object.values(figures))).not.toContain(1);
  });

  test('a lease is told in whole hours, of which a begun one is asked for and not yet used', () => {
    const now = hoursAfter(noon, 0.5);
    const longer = counted({ expiresAt: hoursAfter(end, 24), extensions: 1 });
    expect(growthOf(counted(), longer, now)).toMatchObject({
      vm: { leaseHours: 23, lifetimeHours: 24, extensions: 0 },
      requested: { vm: { leaseHours: 25, lifetimeHours: 24, extensions: 1 } },
    });
    // However little it is longer, it is more.
    expect(growth(counted(), counted({ expiresAt: hoursAfter(end, 0.1) }), now).vm?.leaseHours).toBe(1);
  });

  test('without an end there are no hours to count, and of an end that is given again those ahead are, however old the VM is', () => {
    const endless = counted({ expiresAt: null, deleteAt: null });
    const none = { leaseHours: 0, lifetimeHours: 0, extensions: 0 };
    for (const before of [null, counted()]) expect(growth(before, endless).vm).toEqual(none);
    const old = counted({ ...endless.vm, createdAt: hoursAfter(noon, -5_000), extensions: 9 });
    const given = counted({ ...old.vm, expiresAt: end });
    expect(growth(old, given).vm).toEqual({ leaseHours: 24, lifetimeHours: 0, extensions: 0 });
  });

  test('what failed counts as running where it may be there', () => {
    const running = (vm: Partial<Deployment>) =>
      rests.filter((rest) => growth(null, counted({ rest, operation: null, ...vm })).person?.running === 1);
    const orFailed = rests.filter((rest) => restsRunning.includes(rest) || rest === 'failed');
    expect(running({ vmid: null })).toEqual([...restsRunning]);
    for (const failureCode of failureCodes) {
      const isGone = failuresWithoutGuest.has(failureCode);
      expect(running({ vmid: 5000, failureCode }), failureCode).toEqual(isGone ? [...restsRunning] : orFailed);
    }
  });
});

const people = [0, 1, 2, 3] as const;
const person = fc.constantFrom(...people.map((one) => `person ${one}`));
const teamOf = (owner: string): string => `team ${Number(owner.at(-1)) % 2}`;
const template = fc.constantFrom('template 0', 'template 1');
const figure = fc.integer({ min: 1, max: 12 });

type Asked =
  | {
      readonly kind: 'create';
      readonly owner: string;
      readonly templateId: string;
      readonly vcpus: number;
      readonly hours: number;
    }
  | { readonly kind: 'transfer'; readonly pick: number; readonly owner: string }
  | { readonly kind: 'resize'; readonly pick: number; readonly vcpus: number }
  | { readonly kind: 'extend'; readonly pick: number; readonly hours: number }
  | { readonly kind: 'start' | 'stop' | 'snapshot' | 'delete'; readonly pick: number };

const pick = fc.nat();
const asked: fc.Arbitrary<Asked> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...{ kind: fc.constant('create'), owner: person, templateId: template, vcpus: figure, hours: figure },
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('transfer'), pick, owner: person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('resize'), pick, vcpus: figure }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('extend'), pick, hours: figure }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('start', 'stop', 'snapshot', 'delete'), pick }) },
);

const nextOf = ({ vm: was, snapshots }: Counted, request: Exclude<Asked, { kind: 'create' }>): Counted => {
  switch (request.kind) {
    case 'transfer':
      return { vm: { ...was, ownerId: request.owner, teamId: teamOf(request.owner) }, snapshots };
    case 'resize':
      return { vm: { ...was, vcpus: request.vcpus }, snapshots };
    case 'extend':
      return {
        vm: { ...was, expiresAt: hoursAfter(was.expiresAt ?? noon, request.hours), extensions: was.extensions + 1 },
        snapshots,
      };
    case 'start':
      return { vm: { ...was, operation: 'start' }, snapshots };
    case 'stop':
      return { vm: { ...was, rest: 'stopped', operation: null }, snapshots };
    case 'snapshot':
      return { vm: was, snapshots: snapshots + 1 };
    case 'delete':
      return { vm: { ...was, rest: 'deleted' }, snapshots };
  }
};

const created = ({ owner, templateId, vcpus, hours }: Extract<Asked, { kind: 'create' }>): Counted =>
  counted(
    {
      ...{ rest: 'pending', operation: 'provision', ownerId: owner, teamId: teamOf(owner), templateId },
      ...{ vcpus, memoryMiB: vcpus, diskGiB: vcpus, expiresAt: hoursAfter(noon, hours) },
    },
    0,
  );

const sumOf = (vms: readonly Counted[]) =>
  vms.reduce(
    (sum, one) => {
      const { person: taken } = growthOf(null, one, noon).requested;
      return Object.fromEntries(heldMeasures.map((key) => [key, (sum[key] ?? 0) + (taken?.[key] ?? 0)]));
    },
    { ...nothing } as Record<string, number>,
  );

/** Of one of the VMs: what its owner, their team, everybody, and all VMs of its template and on its cluster hold. */
const heldAround = (vms: readonly Counted[], { ownerId, teamId, templateId, clusterId }: Counted['vm']) => ({
  person: sumOf(vms.filter(({ vm: one }) => one.ownerId === ownerId)),
  team: sumOf(vms.filter(({ vm: one }) => one.teamId === teamId)),
  template: sumOf(vms.filter(({ vm: one }) => one.templateId === templateId)),
  cluster: sumOf(vms.filter(({ vm: one }) => one.clusterId === clusterId)),
  everyone: sumOf(vms),
});

/** One after the other, as the locks of a transaction make them. */
const carriedOut = (vms: readonly Counted[], rules: readonly LimitRule[], request: Asked): readonly Counted[] => {
  const index = request.kind === 'create' ? vms.length : request.pick % Math.max(1, vms.length);
  const before = vms[index] ?? null;
  if (before === null && request.kind !== 'create') return vms;
  const after = request.kind === 'create' ? created(request) : before && nextOf(before, request);
  if (after === null) return vms;
  const { vm: use, requested } = growthOf(before, after, noon);
  const around = heldAround(vms, after.vm);
  const reports = evaluate({ rules, use: { ...around, person: { ...nothing, ...around.person }, vm: use } }, requested);
  if (figuresOver(reports).length > 0) return vms;
  return [...vms.slice(0, index), after, ...vms.slice(index + 1)];
};

test('no sequence of whatever is asked of VMs ever holds more than any limit allows', () => {
  fc.assert(
    fc.property(limitRules, fc.array(asked, { maxLength: 60 }), (rules, requests) => {
      let vms: readonly Counted[] = [];
      for (const request of requests) {
        vms = carriedOut(vms, rules, request);
        for (const one of vms) {
          const around = heldAround(vms, one.vm);
          for (const measure of heldMeasures) {
            for (const holder of ['person', 'team', 'template', 'cluster', 'everyone'] as const) {
              expect(around[holder][measure]).toBeLessThanOrEqual(most(rules, measure)[holder]);
            }
          }
          const { requested } = growthOf(null, one, noon);
          for (const measure of vmMeasures) {
            expect(requested.vm?.[measure]).toBeLessThanOrEqual(most(rules, measure).vm);
          }
        }
      }
    }),
  );
});

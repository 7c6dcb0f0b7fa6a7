// A request for more as the wire shows it to this person.
import type { LimitRequest } from '@portal/types';
import { saidTo } from '../deployment/view.ts';
import type { NamedLimitRequest } from '../ports/limit-requests.ts';
import type { Say } from '../ports/system.ts';
import { may, type Person } from '../principal.ts';

interface Reading {
  readonly person: Person;
  readonly say: Say;
}

export const aboutOf = ({ userId, teamId }: Pick<NamedLimitRequest, 'userId' | 'teamId'>) => ({
  ownerId: userId,
  teamId,
});

const decidedView = (reading: Reading, row: NamedLimitRequest): LimitRequest['decided'] => {
  const { decidedAt, decidedByName, comment, grantedValue, grantedUntil, deploymentId, fault } = row;
  if (decidedAt === null || decidedByName === null) return null;
  const granted =
    grantedValue === null || grantedUntil === null ? null : { value: grantedValue, endsAt: grantedUntil.toISOString() };
  const made = { deploymentId, fault: saidTo(reading, fault) };
  return { by: decidedByName, at: decidedAt.toISOString(), comment, granted, ...made };
};

export const limitRequestView = (reading: Reading, row: NamedLimitRequest): LimitRequest => {
  const { id, userId, name, measure, limit, value, days, reason, state, createdAt, create, templateName } = row;
  const vmName = typeof create?.name === 'string' ? create.name : null;
  return {
    ...{ id, person: { id: userId, name }, measure, limit, value, days, reason, state },
    createdAt: createdAt.toISOString(),
    mayDecide: state === 'open' && may(reading.person, 'requests.approve', aboutOf(row)).allowed,
    create: templateName === null ? null : { name: vmName, template: templateName },
    decided: decidedView(reading, row),
  };
};

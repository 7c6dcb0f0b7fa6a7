// Making a VM: what is asked for is laid out against the template, its cluster and the limits as a transaction finds them; for whoever asks
// now, and for a request that waited for its approval.
import { type CreateDeployment, unsaidOf } from '@portal/types';
import { sshKeysUsed } from '../account/ssh-keys.ts';
import type { ExplainedParts } from '../change.ts';
import { DomainError, doesNotFit, notFound } from '../errors.ts';
import { isNonEmpty, limitExceeded } from '../limits/exceeded.ts';
import type { TemplateReader } from '../ports/readers.ts';
import type { Clock } from '../ports/system.ts';
import type { Transaction } from '../ports/unit-of-work.ts';
import type { Person } from '../principal.ts';
import { type AdmissionPorts, lookAtClusters } from '../template/admission.ts';
import { sizeOf, templateViolations } from '../template/bounds.ts';
import { type CreateRequest, reserve } from './create.ts';
import { newGuestAccess, type PasswordPorts } from './guest-access.ts';
import { noEndRefusal } from './no-end.ts';

export interface CreatingPorts extends AdmissionPorts, PasswordPorts {
  readonly templates: TemplateReader;
  readonly clock: Clock;
}

interface Wanted extends Pick<CreateRequest, 'id' | 'owner' | 'isForColleague' | 'input' | 'granted'> {
  /** Who wants it, and whose keys are used. */
  readonly asker: Person;
}

/** The template as it is offered now. Throws where there is none of that id. */
export const lookAtOffer = async (ports: CreatingPorts, templateId: CreateDeployment['templateId']) => {
  const offer = await ports.templates.byId(templateId);
  if (offer === null) throw notFound('template');
  const admissionOf = await lookAtClusters(ports);
  const template = offer.current;
  return {
    template,

    /** Throws what refuses it. The transaction may still be given up, or write something else: nothing is written here. */
    async lay(tx: Transaction, { asker, ...wanted }: Wanted): Promise<ExplainedParts> {
      const { id, owner, input } = wanted;
      const owned = { ownerId: owner.id, teamId: owner.team?.id ?? null };
      const noEnd = input.ttlHours === null ? noEndRefusal(asker, owned, template) : null;
      if (noEnd !== null) throw noEnd;
      const unsaid = unsaidOf(template.requires, input);
      if (unsaid.length > 0) throw doesNotFit(...unsaid);
      const size = sizeOf(input, template);
      const limits = templateViolations(template, size);
      if (isNonEmpty(limits)) throw limitExceeded(limits);
      const status = await tx.templateStatus(template.templateId);
      if (status === null) throw notFound('template');
      const { admission: entry } = admissionOf({ offer: { ...offer, status }, size });
      if (!entry.allowed) throw new DomainError(entry.code, entry.refusal);
      const access = newGuestAccess(ports, id, { input, template });
      const now = ports.clock.now();
      const usedKeys = sshKeysUsed(ports.ids, asker.userId, access?.sshKeys ?? [], now);
      return reserve(tx, { ...wanted, template, now, waitsFor: entry.waitsFor, access, usedKeys });
    },
  };
};

export type Offered = Awaited<ReturnType<typeof lookAtOffer>>;

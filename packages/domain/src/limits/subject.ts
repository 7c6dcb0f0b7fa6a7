// For whom a limit is to be: what it is kept by, and whether there is anybody, or anything, of that id.
import { type CreateLimit, isContingent, roles } from '@portal/types';
import { doesNotFit } from '../errors.ts';
import type { LimitKey } from '../ports/limits.ts';
import type { EngineReader, TemplateReader } from '../ports/readers.ts';

type Asked = Pick<CreateLimit, 'subject' | 'of' | 'measure' | 'together'>;

/** By its schema, what is not for everyone is of somebody. */
export const keyOf = ({ subject, of = '', measure, together = isContingent(subject) }: Asked): LimitKey => ({
  ...{ subject, measure, together },
  role: subject === 'role' ? (roles.find((role) => role === of) ?? null) : null,
  teamId: subject === 'team' ? of : null,
  userId: subject === 'person' ? of : null,
  templateId: subject === 'template' ? of : null,
  clusterId: subject === 'cluster' ? of : null,
});

/** None of them is ever removed, so no lock has to keep them. */
export interface SubjectPorts {
  readonly directory: { readonly [One in 'team' | 'person']: (id: string) => Promise<object | null> };
  readonly templates: Pick<TemplateReader, 'byId'>;
  readonly engine: Pick<EngineReader, 'cluster'>;
}

const isThere = async (of: LimitKey, ports: SubjectPorts): Promise<boolean> => {
  const { directory, templates, engine } = ports;
  if (of.teamId !== null) return (await directory.team(of.teamId)) !== null;
  if (of.userId !== null) return (await directory.person(of.userId)) !== null;
  if (of.clusterId !== null) return (await engine.cluster(of.clusterId)) !== null;
  // By its slug it would be found as well.
  if (of.templateId !== null)
    return (await templates.byId(of.templateId))?.current.templateId === of.templateId.toLowerCase();
  return of.role !== null;
};

/** Throws where there is none of that id. */
export const checkSubject = async (key: LimitKey, ports: SubjectPorts): Promise<void> => {
  if (key.subject === 'everyone' || (await isThere(key, ports))) return;
  throw doesNotFit({ field: 'of', reason: { code: 'no_such', params: { what: key.subject } } });
};

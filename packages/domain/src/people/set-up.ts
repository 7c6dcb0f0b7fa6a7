// The way in to a portal that nobody administers yet: whoever has the code that stands in its log names the first administrator, and
// is answered a link for the password. It is shut for good as soon as an administrator can sign in.
import type { SetUp as Asked } from '@portal/types';
import { DomainError } from '../errors.ts';
import type { Directory } from '../ports/directory.ts';
import type { ActorContext } from '../principal.ts';
import { createPeopleChanges, type NewLink, type PeopleChangePorts } from './changes.ts';

interface SetUpPorts extends PeopleChangePorts {
  readonly directory: Directory;
  readonly code: string;
}

const shut = (): DomainError => new DomainError('not_found', { code: 'set_up_shut', params: {} });
const wrongCode = (): DomainError =>
  new DomainError('forbidden', { code: 'set_up_code_wrong', params: {} }, { fields: [{ field: 'code' }] });

export const createSetUp = (ports: SetUpPorts) => {
  const changes = createPeopleChanges(ports);
  const { code, directory, ids } = ports;
  let isShut = false;

  const isOpen = async (): Promise<boolean> => {
    if (isShut) return false;
    const { items } = await directory.people({ role: 'admin', state: 'active', limit: 1 });
    isShut = items.length > 0;
    return !isShut;
  };

  return {
    isOpen,

    /** Asked again for the same address, before the password is set, it answers another link. */
    async begin(actor: ActorContext, { code: given, name, email }: Asked): Promise<NewLink> {
      if (!(await isOpen())) throw shut();
      // Hashes are compared, so that the time that it takes says nothing of the code.
      if (ids.hash(given.trim()) !== ids.hash(code)) throw wrongCode();
      const known = await directory.personByEmail(email);
      return known?.role === 'admin' && known.state === 'invited'
        ? changes.link(actor, known.id)
        : changes.invite(actor, ids.next(), { name, email, role: 'admin' });
    },
  };
};

export type SetUp = ReturnType<typeof createSetUp>;

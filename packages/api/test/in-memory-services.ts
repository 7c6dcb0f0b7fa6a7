// Services for contract tests of the wire: the domain's own rules of roles and transitions over rows in memory. The
// real services on a real database are tested where they live; here only what callers see of them matters.
import {
  actionRefusal,
  actionState,
  allowedActions,
  DomainError,
  mayCreate,
  mayOperate,
  maySee,
  notFound,
  type PersonContext,
  refusalReason,
  requireOverseer,
  type Services,
  statusAfter,
  type TokenPrincipal,
  type UserPrincipal,
  versionRefusal,
} from '@portal/domain';
import { rendererFor } from '@portal/messages';
import {
  type AuditEntry,
  type Deployment,
  type DeploymentAction,
  type DeploymentChange,
  type DeploymentOperation,
  type DeploymentStatus,
  deploymentActions,
  type Role,
  type SnapshotId,
} from '@portal/types';
import { clusterExample } from '../src/openapi/cluster-example.ts';
import { deploymentExample, operationExample, snapshotExample, templateExample } from '../src/openapi/examples.ts';
import { inMemoryIdempotency } from './in-memory-idempotency.ts';
import { inMemoryProblems } from './in-memory-problems.ts';
import { inMemoryOrphans, inMemoryQuarantine } from './in-memory-quarantine.ts';
import { inMemoryTemplateAdmin } from './in-memory-template-admin.ts';

export const voice = { id: '019ac2ee-0002-7a00-8000-000000000002', name: 'Voice support' };
export const desktop = { id: '019ac2ee-0002-7a00-8000-000000000003', name: 'Desktop support' };

const personId = (number: number) => `019ac2ee-0001-7a00-8000-${String(number).padStart(12, '0')}`;

const person = (number: number, name: string, role: Role, team: typeof voice | null): UserPrincipal => ({
  kind: 'user',
  sessionId: `s-${number}`,
  userId: personId(number),
  name,
  email: `${name.toLowerCase()}@example.com`,
  role,
  team,
});

export const people = {
  sam: person(1, 'Sam', 'support', voice),
  dana: person(2, 'Dana', 'support', desktop),
  leo: person(3, 'Leo', 'lead', voice),
  olga: person(4, 'Olga', 'auditor', null),
  ada: person(5, 'Ada', 'admin', null),
} as const satisfies Record<string, UserPrincipal>;
export type PersonName = keyof typeof people;
export const personNames = ['sam', 'dana', 'leo', 'olga', 'ada'] as const satisfies readonly PersonName[];

/** `token-sam` is Sam's API token, and `session=sam` Sam's cookie. */
export const tokenOf = (name: PersonName): string => `token-${name}`;
export const cookieOf = (name: PersonName): string => `session=${name}`;

const namedIn = (text: string, form: RegExp): PersonName | undefined => {
  const found = form.exec(text)?.[1];
  return personNames.find((name) => name === found);
};

export const resolveToken = async (bearer: string): Promise<TokenPrincipal | null> => {
  const name = namedIn(bearer, /^token-(\w+)$/);
  return name === undefined ? null : { ...people[name], kind: 'token', tokenId: `t-${name}`, tokenName: 'tests' };
};

export const resolveSession = async (headers: Headers): Promise<UserPrincipal | null> => {
  const name = namedIn(headers.get('cookie') ?? '', /session=(\w+)/);
  return name === undefined ? null : people[name];
};

export const vcpuLimit = 16;

export class InMemoryServices implements Services {
  readonly rows = new Map<string, Deployment>();
  readonly calls: PersonContext[] = [];
  readonly idempotency: Services['idempotency'] = inMemoryIdempotency();
  readonly #listeners = new Set<(change: DeploymentChange) => void>();
  #number = 0;

  get listenerCount(): number {
    return this.#listeners.size;
  }

  add(owner: UserPrincipal, status: DeploymentStatus): Deployment {
    this.#number += 1;
    const id = `019ac301-77aa-7e02-8c55-${String(this.#number).padStart(12, '0')}`;
    const row: Deployment = {
      ...deploymentExample,
      id,
      status,
      owner: { id: owner.userId, name: owner.name, email: owner.email },
      team: owner.team,
    };
    return this.#put(row);
  }

  announce(deploymentId: string, action: string): void {
    for (const tell of this.#listeners) tell({ deploymentId, action, at: '2026-11-22T09:00:00.000Z' });
  }

  #put(row: Deployment): Deployment {
    const actions = { ...deploymentExample.actions };
    for (const action of deploymentActions)
      actions[action] = actionState(actionRefusal(action, row.status), rendererFor());
    const whole = { ...row, actions };
    this.rows.set(row.id, whole);
    return whole;
  }

  #visible(actor: PersonContext, id: string): Deployment {
    const row = this.rows.get(id);
    if (row === undefined || !maySee(actor.principal, ownership(row))) throw notFound('deployment');
    return row;
  }

  #operable(actor: PersonContext, id: string): Deployment {
    const row = this.#visible(actor, id);
    if (!mayOperate(actor.principal, ownership(row))) {
      throw new DomainError('forbidden', { code: 'look_only', params: {} });
    }
    const refusal = versionRefusal(actor, row);
    if (refusal !== null) throw refusal;
    return row;
  }

  readonly deployments: Services['deployments'] = {
    list: async (actor, { cursor, limit = 50 }) => {
      const seen = [...this.rows.values()].filter((row) => maySee(actor.principal, ownership(row)));
      const from = cursor === undefined ? 0 : seen.findIndex(({ id }) => id === cursor);
      if (from < 0) {
        const fields = [{ field: 'cursor', message: 'This cursor leads nowhere.' }];
        throw new DomainError('invalid_input', { code: 'cursor_unknown', params: {} }, { fields });
      }
      return { items: seen.slice(from, from + limit), nextCursor: seen[from + limit]?.id ?? null };
    },
    byId: async (actor, id) => this.#visible(actor, id),
    create: async (actor, input) => {
      this.calls.push(actor);
      if (!mayCreate(actor.principal)) throw new DomainError('forbidden', { code: 'may_not_create', params: {} });
      if (input.templateId !== templateExample.id) throw notFound('template');
      const requested = input.vcpus ?? 1;
      if (requested > vcpuLimit) {
        const figure = { name: 'policy.vcpus', limit: vcpuLimit, used: 0, requested };
        throw new DomainError('limit_exceeded', undefined, { limits: [figure] });
      }
      const { principal } = actor;
      return this.add({ ...principal, kind: 'user', sessionId: 'any' }, 'queued');
    },
    act: async (actor, { action, id }) => {
      this.calls.push(actor);
      const row = this.#operable(actor, id);
      return this.#moved(row, action);
    },
    credentials: async (actor, id) => {
      const row = this.#visible(actor, id);
      if (row.owner.id !== actor.principal.userId)
        throw new DomainError('forbidden', { code: 'password_of_owner', params: {} });
      return { user: row.loginUser, password: 'abcde-fghij-kmnpq-Rstu2' };
    },
    steps: async (actor, id) => {
      this.#visible(actor, id);
      return { items: [] };
    },
    operations: async (actor, { id }) => {
      this.#visible(actor, id);
      return { items: [{ ...operationExample, deploymentId: id }], nextCursor: null };
    },
    operation: async (actor, id) => this.#onOperation(id, (first) => this.#visible(actor, first)),
    cancel: async (actor, id) => this.#onOperation(id, (first) => this.#operable(actor, first)),
    retry: async (actor, id) => this.#onOperation(id, (first) => this.#operable(actor, first)),
    onChange: (_actor, lastEventId, signal) => this.#feed(lastEventId, signal),
  };

  /** The one that there is, of the first deployment. */
  #onOperation(id: string, look: (deploymentId: string) => Deployment): DeploymentOperation {
    const [first] = this.rows.values();
    if (first === undefined || id !== operationExample.id) throw notFound('operation');
    return { ...operationExample, deploymentId: look(first.id).id };
  }

  readonly snapshots: Services['snapshots'] = {
    list: async (actor, id) => {
      this.#visible(actor, id);
      return { items: [snapshotExample], limit: 3 };
    },
    create: async (actor, { id }) => {
      this.calls.push(actor);
      const row = this.#operable(actor, id);
      return this.#moved(row, 'snapshot');
    },
    rollback: async (actor, input) => this.#onSnapshot(actor, { ...input, action: 'rollback' }),
    remove: async (actor, input) => this.#onSnapshot(actor, { ...input, action: 'remove_snapshot' }),
  };

  #onSnapshot(actor: PersonContext, request: SnapshotId & { readonly action: DeploymentAction }): Deployment {
    this.calls.push(actor);
    const row = this.#operable(actor, request.id);
    if (request.snapshotId !== snapshotExample.id) throw notFound('snapshot');
    return this.#moved(row, request.action);
  }

  #moved(row: Deployment, action: DeploymentAction): Deployment {
    const status = statusAfter(action, row.status);
    if (status !== null) return this.#put({ ...row, status });
    throw new DomainError('transition_refused', refusalReason(action, row.status), {
      currentStatus: row.status,
      allowedActions: allowedActions(row.status),
    });
  }

  async *#feed(lastEventId: string | null, signal: AbortSignal) {
    const waiting: DeploymentChange[] = [];
    let wake = () => {};
    const listen = (change: DeploymentChange) => {
      waiting.push(change);
      wake();
    };
    signal.addEventListener('abort', () => wake());
    this.#listeners.add(listen);
    try {
      let cursor = Number(lastEventId ?? '0');
      yield { cursor: String(cursor), change: null };
      while (!signal.aborted) {
        const change = waiting.shift();
        if (change === undefined) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        } else {
          cursor += 1;
          yield { cursor: String(cursor), change };
        }
      }
    } finally {
      this.#listeners.delete(listen);
    }
  }

  readonly templates: Services['templates'] = {
    list: async () => ({ items: [templateExample], nextCursor: null }),
    byId: async (_actor, id) => {
      if (id !== templateExample.id && id !== templateExample.slug) throw notFound('template');
      return templateExample;
    },
  };

  readonly templateAdmin = inMemoryTemplateAdmin;
  readonly clusters: Services['clusters'] = {
    list: async (actor) => {
      requireOverseer(actor);
      return { items: [clusterExample], nextCursor: null };
    },
  };
  readonly orphans = inMemoryOrphans;
  readonly problems = inMemoryProblems;
  readonly quarantine = inMemoryQuarantine({
    visible: (actor, id) => this.#visible(actor, id),
    put: (row) => this.#put(row),
  });

  readonly audit: Services['audit'] = {
    list: async ({ principal, requestId, address }) => {
      const entry: AuditEntry = {
        id: '1',
        at: '2026-11-22T09:00:00.000Z',
        actor: { kind: principal.kind, id: principal.userId, name: principal.name, onBehalfOf: null },
        action: 'deployment.create',
        subject: { type: 'deployment', id: deploymentExample.id, name: deploymentExample.name },
        outcome: 'succeeded',
        requestId,
        address,
        detail: { vcpus: 2 },
      };
      return { items: [entry], nextCursor: null };
    },
  };

  readonly me: Services['me'] = {
    get: async ({ principal: { kind, userId, name, email, role, team } }) => ({
      principal: { kind, userId, name, email, role, team },
      policy: { deployments: 5, vcpus: vcpuLimit, memoryMiB: 32_768, diskGiB: 500 },
      usage: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 },
      cluster: { name: 'demo', simulated: true },
      simulation: { clusters: ['demo'], all: true },
      openProblems: role === 'admin' || role === 'auditor' ? 1 : null,
    }),
  };
}

const ownership = (row: Deployment) => ({ ownerId: row.owner.id, teamId: row.team?.id ?? null });

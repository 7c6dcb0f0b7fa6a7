// Services for tests of the wire: they answer what a test has them answer, and note what they were asked. What the real ones
// decide is tested on a real database.
import {
  DomainError,
  KeyedRequest,
  type PersonContext,
  type RateLimitService,
  type RateStanding,
  type Services,
} from '@portal/domain';
import type { DeploymentPage, Me } from '@portal/types';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';

export type Answers = { readonly [Name in keyof Services]?: Partial<Services[Name]> };

export interface Call {
  /** `deployments.act` */
  readonly name: string;
  readonly actor: PersonContext;
  readonly input: unknown;
}

export const refusing = (...error: ConstructorParameters<typeof DomainError>) => {
  return () => Promise.reject(new DomainError(...error));
};

/** To stop the VM of the example, over tRPC. */
export const stopBody = { method: 'POST', body: JSON.stringify({ json: { id: deploymentExample.id } }) };

/** Why it is not stopped once more. */
export const actionRefused = { code: 'action_refused', params: { action: 'stop', status: 'stopped' } } as const;
export const refusingStop = refusing('transition_refused', actionRefused, {
  currentStatus: 'stopped',
  allowedActions: ['start', 'delete'],
});

const page: DeploymentPage = { items: [deploymentExample], nextCursor: null };

const me = async ({ principal: { kind, userId, name, email, role, team } }: PersonContext): Promise<Me> => ({
  principal: { kind, userId, name, email, role, customRole: null, team },
  rights: { sees: 'own', creates: 'own', administration: 'none', templates: 'none', overview: false },
  leftOut: null,
  policy: { deployments: 5, vcpus: 16, memoryMiB: 32_768, diskGiB: 500 },
  usage: { deployments: 0, vcpus: 0, memoryMiB: 0, diskGiB: 0 },
  limits: [],
  cluster: { name: 'demo', simulated: true },
  simulation: { clusters: ['demo'], all: true },
  openProblems: null,
  unreadMessages: 0,
});

/** The example everywhere, and no key ever seen before. */
const examples: Answers = {
  deployments: {
    list: async () => page,
    byId: async () => deploymentExample,
    create: async () => deploymentExample,
    act: async () => deploymentExample,
  },
  templates: { list: async () => ({ items: [templateExample], nextCursor: null }), byId: async () => templateExample },
  me: { get: me },
  leftOut: { record: async () => undefined },
  idempotency: {
    begin: async (actor, { key, answer }) => ({
      ...actor,
      request: new KeyedRequest({ key, requestHash: key, answer }),
    }),
    finish: async () => undefined,
  },
};

/** Everything is let in, and nothing of it is noted among the calls. */
const limitless: Pick<RateLimitService, 'ofAddress' | 'ofPerson'> = {
  ofAddress: async () => standing,
  ofPerson: async () => standing,
};
const standing: RateStanding = {
  policies: [{ name: 'person', max: 100 }],
  nearest: { name: 'person', remaining: 99, endsInSeconds: 60 },
  refusal: null,
};

type Method = (actor: PersonContext, ...input: readonly unknown[]) => unknown;

const methodOf = (answers: Answers, service: string, name: string): Method | undefined =>
  Reflect.get(Reflect.get(answers, service) ?? {}, name);

/** Whatever else is asked for is a fault. */
export const stubServices = (answers: Answers = {}): { readonly services: Services; readonly calls: Call[] } => {
  const calls: Call[] = [];
  const method = (service: string, name: string): Method => {
    const answer = methodOf(answers, service, name) ?? methodOf(examples, service, name);
    return (actor, ...input) => {
      calls.push({ name: `${service}.${name}`, actor, input: input[0] });
      if (answer === undefined) throw new Error(`This test has no answer of ${service}.${name}.`);
      return answer(actor, ...input);
    };
  };
  const each = <Stub extends object>(read: (name: string) => unknown): Stub =>
    new Proxy({} as Stub, { get: (_, name) => read(String(name)) });
  return {
    calls,
    services: each((service) =>
      service === 'rateLimits' ? { ...limitless, ...answers.rateLimits } : each((name) => method(service, name)),
    ),
  };
};

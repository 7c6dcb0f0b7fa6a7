// Consoles: who gets a ticket for one, who comes in with it, and until when it stays open.
import type { ConsoleEnd, ConsoleKind, ConsoleTicket } from '@portal/types';
import { consoleActions, deploymentEvent } from '../audit/events.ts';
import { DomainError, notFound } from '../errors.ts';
import type { ConsoleTickets } from '../ports/console-tickets.ts';
import type { DeploymentDetail, DeploymentReader } from '../ports/deployments.ts';
import type { ChangeFeed, LastObservations } from '../ports/readers.ts';
import type { Clock, Ids, SignIns } from '../ports/system.ts';
import type { UnitOfWork } from '../ports/unit-of-work.ts';
import { type ActorContext, listenerOf, may, type PersonContext, type UserPrincipal } from '../principal.ts';
import { putOnRecord } from '../put-on-record.ts';
import type { Deployment } from '../records.ts';
import { featureObstacle } from '../token-rights.ts';
import { offersSerial } from './serial.ts';
import { consoleStanding } from './standing.ts';

export interface ConsolePorts {
  readonly unitOfWork: UnitOfWork;
  readonly deployments: DeploymentReader;
  readonly lastObservations: LastObservations;
  readonly feed: ChangeFeed;
  readonly signIns: SignIns;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly consoleTickets: ConsoleTickets;
  /** Where browsers connect; absent where this installation has no consoles. */
  readonly consoleUrl?: string | null;
}

/** A console that somebody has come in to. */
export interface ConsoleVisit {
  readonly deployment: Deployment;
  readonly kind: ConsoleKind;
  readonly viewOnly: boolean;
  /** Resolves with why it has to end, or with null once the signal aborts. */
  ended(signal: AbortSignal): Promise<ConsoleEnd | null>;
  /** Puts on record that its screen was shown, or why it was not; and afterwards that it was closed. */
  opened(): Promise<void>;
  failed(end: ConsoleEnd): Promise<void>;
  closed(end: ConsoleEnd | 'left'): Promise<void>;
}

type Source = Pick<ActorContext, 'requestId' | 'address' | 'userAgent'>;
type Visitor = ActorContext<UserPrincipal>;

const endOf = (reason: unknown): ConsoleEnd =>
  reason instanceof DomainError && reason.code === 'unauthenticated' ? 'signed_out' : 'rights_changed';

export const createConsoleService = (ports: ConsolePorts) => {
  const detailOf = (id: string): Promise<DeploymentDetail | null> => ports.deployments.byId(id, { kind: 'all' });
  const deploymentOf = async (id: string): Promise<Deployment | null> => (await detailOf(id))?.deployment ?? null;

  const hasSerialPort = async ({ template }: DeploymentDetail): Promise<boolean> => {
    const seen = await ports.lastObservations.read(template.clusterId);
    return seen !== null && offersSerial(seen, template.sourceVmid);
  };

  /** Looks again at each word of a change, until the console may not be open as it is. */
  const untilEnd = async (
    actor: Visitor,
    { id, viewOnly }: { readonly id: string; readonly viewOnly: boolean },
    signal: AbortSignal,
  ): Promise<ConsoleEnd | null> => {
    using signIn = ports.signIns.watch(actor);
    while (!signal.aborted && !signIn.signal.aborted) {
      const shared = signIn.shared();
      const person = { ...actor.principal, shared: shared.deployments };
      const until = AbortSignal.any([signal, signIn.signal, shared.signal]);
      for await (const { deploymentId } of ports.feed.subscribe(listenerOf(person), null, until)) {
        if (deploymentId !== null && deploymentId !== id) continue;
        const standing = consoleStanding(person, await deploymentOf(id));
        if (!standing.isOpen) return standing.end;
        if (standing.viewOnly !== viewOnly) return 'rights_changed';
      }
      if (!until.aborted) return 'restarting';
    }
    return signal.aborted ? null : endOf(signIn.signal.reason);
  };

  const visit = (
    actor: Visitor,
    { deployment, kind, viewOnly }: Pick<ConsoleVisit, 'deployment' | 'kind' | 'viewOnly'>,
  ): ConsoleVisit => {
    const { id } = deployment;
    const startedAt = ports.clock.now().getTime();
    const mode = viewOnly ? 'view' : 'operate';
    const record = (
      ...event: [action: 'opened' | 'closed', detail: Record<string, string | number>, 'succeeded' | 'failed']
    ) => {
      const [action, detail, outcome] = event;
      const about = deploymentEvent(consoleActions[action], deployment, { kind, mode, ...detail }, outcome);
      return putOnRecord(ports.unitOfWork, actor, about);
    };
    return {
      ...{ deployment, kind, viewOnly },
      ended: (signal) => untilEnd(actor, { id, viewOnly }, signal),
      opened: () => record('opened', {}, 'succeeded'),
      failed: (end) => record('opened', { end }, 'failed'),
      closed: (end) => {
        const seconds = Math.round((ports.clock.now().getTime() - startedAt) / 1_000);
        return record('closed', { end, seconds }, 'succeeded');
      },
    };
  };

  return {
    async ticket(actor: PersonContext, id: string): Promise<ConsoleTicket> {
      const { principal } = actor;
      const detail = await detailOf(id);
      if (detail === null) throw notFound('deployment');
      const { deployment } = detail;
      const permission = may(principal, 'deployments.console', deployment);
      if (!permission.allowed || principal.kind !== 'user') {
        if (permission.allowed || permission.isHidden) throw notFound('deployment');
        throw new DomainError('forbidden', permission.reason);
      }
      const url = ports.consoleUrl ?? null;
      if (url === null) throw new DomainError('unavailable', { code: 'console_not_set_up', params: {} });
      const obstacle = featureObstacle(detail.missingPrivileges, 'console');
      if (obstacle !== null) throw new DomainError('unavailable', obstacle);
      const standing = consoleStanding(principal, deployment);
      if (!standing.isOpen) throw new DomainError('conflict', { code: 'console_vm_off', params: {} });
      const ticket = ports.ids.secret();
      const { sessionId } = principal;
      await ports.consoleTickets.keep(ports.ids.hash(ticket), { sessionId, deploymentId: deployment.id });
      return { url, ticket, viewOnly: standing.viewOnly, hasSerialPort: await hasSerialPort(detail) };
    },

    /** Whoever brings a ticket comes in once. */
    async enter(ticket: string, kind: ConsoleKind, source: Source): Promise<ConsoleVisit | ConsoleEnd> {
      const found = await ports.consoleTickets.redeem(ports.ids.hash(ticket));
      if (found === null) return 'ticket_refused';
      const deployment = await deploymentOf(found.deploymentId);
      const standing = consoleStanding(found.person, deployment);
      if (!standing.isOpen) return standing.end;
      if (deployment === null) return 'rights_changed';
      return visit({ principal: found.person, ...source }, { deployment, kind, viewOnly: standing.viewOnly });
    },
  };
};

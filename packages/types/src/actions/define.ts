// What is said of each thing that can be asked of the portal, and for whom it is.
import type { z } from 'zod';

/**
 * For whom something is. `reader`, `operator`: whoever may look at, or act on, the deployment that it is about, be it shared with them.
 * `watcher`: a reader who is signed in, and no token.
 * `keeper`: whoever may act on it because it is theirs, their team's, or everybody's; `leader`: the same, but for its owner. `settler`: an administrator, about a deployment. `overseer`: administrators
 * and auditors. `supervisor`: whoever sees more than their own deployments. `oneself`: a person who is signed in, and no token.
 * `template_overseer`, `template_administrator`: whoever looks after the templates, or decides on them.
 * `requester`: who asks for more; `decider`: as `leader`, and nobody for themselves.
 * `recipient`: whom a deployment is offered to. `holder`: whose a token is; `withdrawer`: they, and administrators.
 */
export type Who =
  | 'anybody'
  | 'creator'
  | 'reader'
  | 'watcher'
  | 'operator'
  | 'keeper'
  | 'leader'
  | 'owner'
  | 'recipient'
  | 'requester'
  | 'decider'
  | 'overseer'
  | 'supervisor'
  | 'administrator'
  | 'template_overseer'
  | 'template_administrator'
  | 'settler'
  | 'oneself'
  | 'holder'
  | 'withdrawer';

type Path = `/${string}`;

export interface Action {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Without the facade's prefix: `/deployments/{id}`. Absent where only the portal's own pages ask for it: REST does not have it. */
  readonly path?: Path;
  readonly summary: string;
  readonly description: string;
  /** The heading that it stands under in the document. */
  readonly tag: string;
  readonly who: Who;
  readonly input?: z.ZodObject;
  readonly output: z.ZodType;
  /** A body, as the document shows it. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** Of a mutation that stands in REST, always: what its output is, and what a repeat under the same `Idempotency-Key` answers. */
  readonly answers?:
    | 'deployment'
    | 'operation'
    | 'template'
    | 'canary_run'
    | 'problem'
    | 'api_token'
    | 'user'
    | 'team'
    | 'handover'
    | 'role'
    | 'announcement'
    | 'limit'
    | 'webhook'
    | 'limit_request';
  /** Its output holds a secret: a repeat is refused, and does not show it again. */
  readonly shownOnce?: boolean;
  /** It may ask for more than a limit allows. */
  readonly isLimited?: boolean;
  /** Long work: answered with 202 and this `Location`, its `{id}` filled from the output. */
  readonly accepted?: Path | undefined;
  /** Of a query: its output has a `version`, and its answer an `ETag` with it. */
  readonly tagged?: boolean;
  /** Its output is a `Download`, in one of these media types. Over tRPC, that has no files, it is told and not sent. */
  readonly file?: readonly string[];
  /** Its output is a stream of server-sent events (`Pieces`), which goes on from `Last-Event-ID`. */
  readonly streams?: boolean;
  /** There is a better one, which its description names. */
  readonly deprecated?: boolean;
}

/** What has a version. */
const versioned: ReadonlySet<Action['answers']> = new Set(['deployment', 'role', 'user', 'team', 'limit', 'webhook']);

/** Whether it changes one of what has versions, which its path names: it is made to the version that is meant, or not at all. */
export const holdsVersion = (action: {
  readonly answers?: Action['answers'] | undefined;
  readonly path?: Path | undefined;
}): boolean => versioned.has(action.answers) && action.path?.includes('{id}') === true;

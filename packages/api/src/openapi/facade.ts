// What the OpenAPI document says of the facade as a whole: how it is used, what its groups are, and the headers of any request or answer.
import type { OpenAPIObject } from 'trpc-to-openapi';
import { lastEventIdHeader } from '../http/event-stream.ts';
import { idempotencyKeyHeader, idempotencyKeyPattern, ifMatchHeader, ifNoneMatchHeader } from '../http/headers.ts';

type Components = NonNullable<OpenAPIObject['components']>;

export const description = [
  'Create, watch and remove standard support VMs from approved templates.',
  'Sign in with an API token of the portal: `Authorization: Bearer <token>`. A token is made in the portal under Account, API tokens, or with one that has the scope `tokens:create`; it is shown once. It can do what its scopes say and its owner may, whichever is less, until it ends: `read` covers every GET, `deployments:create` the operation of that name, `deployments:*` all of a resource, `*` everything. What it was not made for is answered with 403 and the reason `scope_missing`; one that is revoked, outdated or used from an address that it is not meant for with 401.',
  'Long work is answered with 202 and a `Location` to follow. Send an `Idempotency-Key` with every mutation: repeated with the same token and input within 24 hours, nothing happens twice; the answer is what the first was about, as it is now, with `Idempotency-Replayed: true`. A secret is not shown again (`already_shown`). What was refused is not remembered.',
  'A deployment, a role, a limit, a webhook or a person read by its id has an `ETag`; send it, or its `version` in double quotes (a team’s, too), as `If-Match` with a change, and the change is made to that version or not at all (`precondition_failed`).',
  'Requests are counted by token, person and network address over a minute. Every answer says in `RateLimit-Policy` what is allowed and in `RateLimit` what is left of the limit that is nearest (`r`) for how many seconds (`t`), as draft-ietf-httpapi-ratelimit-headers-11 has them; one too many is answered with 429, the reason `too_many_requests` and `Retry-After`.',
  'Errors are problem documents (RFC 9457) with a stable `code`. Lists are read page by page with `cursor`.',
  'Clients must ignore members that they do not know: the contract grows.',
].join('\n\n');

export const tags = [
  { name: 'deployments', description: 'VMs that people asked for, from request to deletion.' },
  { name: 'snapshots', description: 'The disks of a VM at one moment, to go back to.' },
  { name: 'sharing', description: 'Who uses a VM beside its owner.' },
  { name: 'handing over', description: 'VMs that are offered to a colleague, who has to agree.' },
  { name: 'templates', description: 'What may be asked for.' },
  { name: 'clusters', description: 'Where the VMs live. For administrators and auditors.' },
  { name: 'quarantine', description: 'VMs that an administrator has to look at. For administrators and auditors.' },
  {
    name: 'problems',
    description: 'What an administrator must know of, each with its remedy. For administrators and auditors.',
  },
  {
    name: 'people',
    description: 'Who can sign in, with which role and team. For administrators and auditors.',
  },
  {
    name: 'roles',
    description: 'Roles that administrators make: of what a built-in one may, some. For administrators and auditors.',
  },
  { name: 'health', description: 'Whether everything is well. For administrators and auditors.' },
  { name: 'overview', description: 'How a team, or everybody, fares. For leads, administrators and auditors.' },
  { name: 'announcements', description: 'What administrators have to say to everybody.' },
  {
    name: 'limits',
    description: 'How much may be held at once, for administrators and auditors; and asking for more, for everybody.',
  },
  { name: 'mail', description: 'How the portal sends mail. For administrators and auditors.' },
  {
    name: 'webhooks',
    description: 'Addresses that are told what happens, by a request for each event. For administrators and auditors.',
  },
  { name: 'audit', description: 'Who did what.' },
  { name: 'tokens', description: 'API tokens: made, rotated, revoked.' },
  { name: 'me', description: 'Who you are, and your limits.' },
];

export const headers = {
  RequestId: {
    description: 'Names this request, in answers, logs and the audit trail. Yours is taken over if you send one.',
    schema: { type: 'string' },
  },
  Location: { description: 'Where to follow what was accepted.', schema: { type: 'string', format: 'uri-reference' } },
  IdempotencyReplayed: {
    description: 'This request was carried out before under its `Idempotency-Key`, and not again now.',
    schema: { type: 'string', enum: ['true'] },
  },
  ETag: {
    description:
      'Names this answer: its `version`, a dot, and what tells it from other answers of that version. For `If-None-Match` and `If-Match`.',
    schema: { type: 'string' },
    example: '"7.c2FtcGxlLW9mLWEt"',
  },
  RateLimitPolicy: {
    description: 'The limits that this request counted for: `q` requests within `w` seconds.',
    schema: { type: 'string' },
    example: '"token";q=6000;w=60, "person";q=12000;w=60',
  },
  RateLimit: {
    description: 'Of the limit that is nearest: `r` requests are left for `t` seconds.',
    schema: { type: 'string' },
    example: '"token";r=5987;t=42',
  },
  RetryAfter: { description: 'Seconds to wait before the next look or try.', schema: { type: 'integer', minimum: 1 } },
} as const satisfies Components['headers'];

export const parameters = {
  IdempotencyKey: {
    name: idempotencyKeyHeader,
    in: 'header',
    required: false,
    description:
      'Your name for this attempt, 1 to 255 printable ASCII characters; unique among the requests of your token.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: idempotencyKeyPattern },
    example: '5f0c9a52-create-case-4711',
  },
  IfMatch: {
    name: ifMatchHeader,
    in: 'header',
    required: false,
    description:
      'The versions that this change is meant for: an `ETag` of what it changes, or its `version` in double quotes. It is not made to another one.',
    schema: { type: 'string', maxLength: 1024 },
    example: '"7"',
  },
  LastEventId: {
    name: lastEventIdHeader,
    in: 'header',
    required: false,
    description:
      'The `id` of the last event that was read: the stream goes on after it. It counts before `after`; an empty one for nothing.',
    schema: { type: 'string', maxLength: 256 },
    example: '7341.01930000-0000-7000-8000-000000000001',
  },
  IfNoneMatch: {
    name: ifNoneMatchHeader,
    in: 'header',
    required: false,
    description: 'The `ETag` of an answer that you have: if it still holds, the answer is 304 without a body.',
    schema: { type: 'string', maxLength: 1024 },
    example: '"7.c2FtcGxlLW9mLWEt"',
  },
} as const satisfies Components['parameters'];

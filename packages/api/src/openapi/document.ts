// The OpenAPI 3.1 document. trpc-to-openapi derives paths, parameters, bodies and schemas from the procedures; what it
// cannot know of the facade (its prefix, problem documents, 202 with Location, headers, examples) is laid over that.
import {
  administeredPersonSchema,
  auditEntrySchema,
  canaryRunSchema,
  clusterSchema,
  customRoleSchema,
  deploymentSchema,
  deploymentStepSchema,
  meSchema,
  orphanSchema,
  problemItemSchema,
  problemSchema,
  quarantineItemSchema,
  seenTemplateSchema,
  snapshotSchema,
  teamSchema,
  templateSchema,
  templateVersionSchema,
  tokenItemSchema,
} from '@portal/types';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi';
import {
  idempotencyKeyHeader,
  idempotencyKeyPattern,
  idempotencyReplayedHeader,
  ifMatchHeader,
  ifNoneMatchHeader,
  requestIdHeader,
} from '../http/headers.ts';
import { compileRoutes, type Route } from '../rest/routes.ts';
import { appRouter } from '../router.ts';
import { clusterExample } from './cluster-example.ts';
import { createExample, deploymentExample, operationExample, snapshotExample, templateExample } from './examples.ts';
import { openObjects } from './open-objects.ts';
import { customRoleExample, personExample, teamExample } from './people-examples.ts';
import { problemItemExample } from './problem-item-example.ts';
import { problemResponses, rateLimitRefs } from './problem-responses.ts';
import { orphanExample, quarantineItemExample } from './quarantine-examples.ts';
import {
  canaryRunExample,
  seenTemplateExample,
  templateBodyExamples,
  templateVersionExample,
} from './template-examples.ts';

type Paths = NonNullable<OpenAPIObject['paths']>;
type PathItem = Paths[string];
type Operation = NonNullable<PathItem['get']>;
type Components = NonNullable<OpenAPIObject['components']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Responses = NonNullable<Operation['responses']>;

const description = [
  'Create, watch and remove standard support VMs from approved templates.',
  'Sign in with an API token of the portal: `Authorization: Bearer <token>`. A token is made in the portal under Account, API tokens, or with one that has the scope `tokens:create`; it is shown once. It can do what its scopes say and its owner may, whichever is less, until it ends: `read` covers every GET, `deployments:create` the operation of that name, `deployments:*` all of a resource, `*` everything. What it was not made for is answered with 403 and the reason `scope_missing`; one that is revoked, outdated or used from an address that it is not meant for with 401.',
  'Long work is answered with 202 and a `Location` to follow. Send an `Idempotency-Key` with every mutation: repeated with the same token and input within 24 hours, nothing happens twice; the answer is what the first was about, as it is now, with `Idempotency-Replayed: true`. A secret is not shown again (`already_shown`). What was refused is not remembered.',
  'A deployment, a role or a person read by its id has an `ETag`; send it, or its `version` in double quotes (a team’s, too), as `If-Match` with a change, and the change is made to that version or not at all (`precondition_failed`).',
  'Requests are counted by token, person and network address over a minute. Every answer says in `RateLimit-Policy` what is allowed and in `RateLimit` what is left of the limit that is nearest (`r`) for how many seconds (`t`), as draft-ietf-httpapi-ratelimit-headers-11 has them; one too many is answered with 429, the reason `too_many_requests` and `Retry-After`.',
  'Errors are problem documents (RFC 9457) with a stable `code`. Lists are read page by page with `cursor`.',
  'Clients must ignore members that they do not know: the contract grows.',
].join('\n\n');

const tags = [
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
  { name: 'mail', description: 'How the portal sends mail. For administrators and auditors.' },
  { name: 'audit', description: 'Who did what.' },
  { name: 'tokens', description: 'API tokens: made, rotated, revoked.' },
  { name: 'me', description: 'Who you are, and your limits.' },
];

const headers = {
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

const parameters = {
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
  IfNoneMatch: {
    name: ifNoneMatchHeader,
    in: 'header',
    required: false,
    description: 'The `ETag` of an answer that you have: if it still holds, the answer is 304 without a body.',
    schema: { type: 'string', maxLength: 1024 },
    example: '"7.c2FtcGxlLW9mLWEt"',
  },
} as const satisfies Components['parameters'];

const requestIdRef = { [requestIdHeader]: { $ref: '#/components/headers/RequestId' }, ...rateLimitRefs };
const replayedRef = { [idempotencyReplayedHeader]: { $ref: '#/components/headers/IdempotencyReplayed' } };

/** A file is text of any length, in the types that its row has. */
const contentOf = ({ file }: Route, generated: Responses) =>
  file === undefined
    ? generated['200']?.content
    : Object.fromEntries(file.map((type) => [type, { schema: { type: 'string' as const } }]));

const successOf = (route: Route, generated: Responses): Responses => {
  const content = contentOf(route, generated);
  const always = route.type === 'mutation' ? { ...requestIdRef, ...replayedRef } : requestIdRef;
  if (route.tagged === true) {
    const tagged = { ...always, etag: { $ref: '#/components/headers/ETag' } };
    return {
      '200': { description: 'What was asked for.', headers: tagged, content },
      '304': { description: 'It is still what `If-None-Match` names.', headers: tagged },
    };
  }
  if (route.accepted === undefined) {
    return { '200': { description: 'What was asked for.', headers: always, content } };
  }
  const acceptedHeaders = {
    ...always,
    location: { $ref: '#/components/headers/Location' },
    'retry-after': { $ref: '#/components/headers/RetryAfter' },
  };
  return { '202': { description: 'Accepted; follow it at `Location`.', headers: acceptedHeaders, content } };
};

/** Those that other examples are made of. */
const bodyExamples: Readonly<Record<string, unknown>> = {
  'deployments.create': createExample,
  ...templateBodyExamples,
};

const mayBeEmpty = ({ input, parameters }: Route): boolean =>
  input.safeParse(Object.fromEntries(parameters.map((name) => [name, name]))).success;

const bodyOf = (route: Route, generated: Operation): Pick<Operation, 'requestBody'> => {
  const body = generated.requestBody;
  if (body === undefined || '$ref' in body) return {};
  const example = route.example ?? bodyExamples[route.procedure];
  const content = Object.entries(body.content ?? {}).map(([type, media]) => [type, { ...media, example }]);
  return { requestBody: { required: !mayBeEmpty(route), content: Object.fromEntries(content) } };
};

/** Readers of the document look for a parameter's description on the parameter, not in its schema. */
const described = (parameter: Parameter): Parameter => {
  if ('$ref' in parameter || parameter.schema === undefined || '$ref' in parameter.schema) return parameter;
  const { description, ...schema } = parameter.schema;
  return description === undefined ? parameter : { ...parameter, description, schema };
};

const operationOf = (route: Route, generated: Operation): Operation => {
  const { requestBody: _, responses, parameters: inInput = [], ...rest } = generated;
  const headers = [
    ...(route.type === 'mutation' ? ['IdempotencyKey'] : []),
    ...(route.holdsVersion ? ['IfMatch'] : []),
    ...(route.tagged === true ? ['IfNoneMatch'] : []),
  ].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    ...rest,
    parameters: [...inInput.map(described), ...headers],
    ...bodyOf(route, generated),
    responses: { ...successOf(route, responses ?? {}), ...problemResponses(route) },
  };
};

const methodNames = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

const withOperations = (generated: Paths, basePath: string): Paths => {
  const paths: Record<string, PathItem> = {};
  for (const route of compileRoutes(appRouter)) {
    const method = methodNames[route.method];
    const operation = generated[route.path]?.[method];
    if (operation === undefined) throw new Error(`trpc-to-openapi left out ${route.method} ${route.path}.`);
    const path = `${basePath}${route.path}`;
    paths[path] = { ...paths[path], [method]: operationOf(route, operation) };
  }
  return paths;
};

const withExamples = (schemas: Components['schemas']): Components['schemas'] => {
  const examples: Record<string, unknown> = {
    Deployment: deploymentExample,
    Snapshot: snapshotExample,
    DeploymentOperation: operationExample,
    CanaryRun: canaryRunExample,
    Cluster: clusterExample,
    SeenTemplate: seenTemplateExample,
    Orphan: orphanExample,
    ProblemItem: problemItemExample,
    AdministeredPerson: personExample,
    CustomRole: customRoleExample,
    Team: teamExample,
    QuarantineItem: quarantineItemExample,
    Template: templateExample,
    TemplateVersion: templateVersionExample,
  };
  const entries = Object.entries(schemas ?? {})
    .filter(([name]) => !name.startsWith('error.'))
    .map(([name, schema]) => [name, name in examples ? { ...schema, examples: [examples[name]] } : schema]);
  return Object.fromEntries(entries);
};

export const openApiDocument = (basePath = '/api'): OpenAPIObject => {
  const generated = generateOpenApiDocument(appRouter, {
    title: 'Support Provisioning Portal',
    description,
    version: '1.0.0',
    openApiVersion: '3.1.0',
    baseUrl: '/',
    securitySchemes: {
      apiToken: { type: 'http', scheme: 'bearer', description: 'An API token of the portal, made by its owner.' },
    },
    defs: {
      AdministeredPerson: administeredPersonSchema,
      AuditEntry: auditEntrySchema,
      CanaryRun: canaryRunSchema,
      Cluster: clusterSchema,
      CustomRole: customRoleSchema,
      Deployment: deploymentSchema,
      DeploymentStep: deploymentStepSchema,
      Me: meSchema,
      Orphan: orphanSchema,
      Problem: problemSchema,
      ProblemItem: problemItemSchema,
      QuarantineItem: quarantineItemSchema,
      Snapshot: snapshotSchema,
      SeenTemplate: seenTemplateSchema,
      Team: teamSchema,
      Template: templateSchema,
      TemplateVersion: templateVersionSchema,
      Token: tokenItemSchema,
    },
  });
  const { components, paths = {}, ...rest } = generated;
  return openObjects({
    ...rest,
    info: {
      ...rest.info,
      contact: { name: 'The administrators of this portal' },
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags,
    paths: withOperations(paths, basePath),
    components: {
      ...components,
      headers,
      parameters,
      schemas: withExamples(components?.schemas) ?? {},
    },
  });
};

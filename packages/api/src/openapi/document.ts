// The OpenAPI 3.1 document. trpc-to-openapi derives paths, parameters, bodies and schemas from the procedures; what it
// cannot know of the facade (its prefix, problem documents, 202 with Location, headers, examples) is laid over that.
import {
  administeredPersonSchema,
  auditEntrySchema,
  canaryRunSchema,
  chatMessageSchema,
  clusterSchema,
  customRoleSchema,
  deploymentSchema,
  deploymentStepSchema,
  limitSchema,
  meSchema,
  orphanSchema,
  portalEventSchema,
  problemItemSchema,
  problemSchema,
  quarantineItemSchema,
  seenTemplateSchema,
  snapshotSchema,
  teamSchema,
  templateSchema,
  templateVersionSchema,
  tokenItemSchema,
  webhookDeliverySchema,
  webhookPayloadSchema,
  webhookSchema,
} from '@portal/types';
import { generateOpenApiDocument, type OpenAPIObject } from 'trpc-to-openapi';
import { eventStreamType } from '../http/event-stream.ts';
import { idempotencyReplayedHeader, requestIdHeader } from '../http/headers.ts';
import { compileRoutes, type Route } from '../rest/routes.ts';
import { appRouter } from '../router.ts';
import { clusterExample } from './cluster-example.ts';
import { createExample, deploymentExample, operationExample, snapshotExample, templateExample } from './examples.ts';
import { description, headers, parameters, tags } from './facade.ts';
import { openObjects } from './open-objects.ts';
import { customRoleExample, limitExample, personExample, teamExample, webhookExample } from './people-examples.ts';
import { problemItemExample } from './problem-item-example.ts';
import { problemResponses, rateLimitRefs } from './problem-responses.ts';
import { orphanExample, quarantineItemExample } from './quarantine-examples.ts';
import {
  canaryRunExample,
  seenTemplateExample,
  templateBodyExamples,
  templateVersionExample,
} from './template-examples.ts';
import { webhooks } from './webhooks.ts';

type Paths = NonNullable<OpenAPIObject['paths']>;
type PathItem = Paths[string];
type Operation = NonNullable<PathItem['get']>;
type Components = NonNullable<OpenAPIObject['components']>;
type Parameter = NonNullable<Operation['parameters']>[number];
type Responses = NonNullable<Operation['responses']>;

const requestIdRef = { [requestIdHeader]: { $ref: '#/components/headers/RequestId' }, ...rateLimitRefs };
const replayedRef = { [idempotencyReplayedHeader]: { $ref: '#/components/headers/IdempotencyReplayed' } };

/** A file is text of any length, in the types that its row has; of a stream the `data` of an event is what has a schema. */
const contentOf = ({ file, streams = false }: Route, generated: Responses) => {
  if (streams) return { [eventStreamType]: { schema: { $ref: '#/components/schemas/PortalEvent' } } };
  return file === undefined
    ? generated['200']?.content
    : Object.fromEntries(file.map((type) => [type, { schema: { type: 'string' as const } }]));
};

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
    ...(route.streams === true ? ['LastEventId'] : []),
  ].map((name) => ({ $ref: `#/components/parameters/${name}` }));
  return {
    ...rest,
    parameters: [...inInput.map(described), ...headers],
    ...bodyOf(route, generated),
    responses: { ...successOf(route, responses ?? {}), ...problemResponses(route) },
  };
};

const methodNames = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

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
    Limit: limitExample,
    Team: teamExample,
    Webhook: webhookExample,
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
      Limit: limitSchema,
      Me: meSchema,
      Orphan: orphanSchema,
      PortalEvent: portalEventSchema,
      Problem: problemSchema,
      ProblemItem: problemItemSchema,
      QuarantineItem: quarantineItemSchema,
      Snapshot: snapshotSchema,
      SeenTemplate: seenTemplateSchema,
      Team: teamSchema,
      Template: templateSchema,
      TemplateVersion: templateVersionSchema,
      Token: tokenItemSchema,
      Webhook: webhookSchema,
      ChatMessage: chatMessageSchema,
      WebhookDelivery: webhookDeliverySchema,
      WebhookPayload: webhookPayloadSchema,
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
    webhooks,
    components: {
      ...components,
      headers,
      parameters,
      schemas: withExamples(components?.schemas) ?? {},
    },
  });
};

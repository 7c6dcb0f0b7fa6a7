// What the REST facade promises of the requests that it refuses: the right status, a stable code, what to correct, and
// nothing of what goes on inside.
import { DomainError, type ErrorDetails, type RateStanding } from '@portal/domain';
import { type ErrorCode, errorCodes } from '@portal/types';
import { describe, expect, test } from 'vitest';
import { errorRules } from '../src/errors/rules.ts';
import { deploymentExample, templateExample } from '../src/openapi/examples.ts';
import { PortalHost } from './portal-host.ts';
import { fieldsOf, problemOf } from './problem-of.ts';
import type { Answers } from './stub-services.ts';

const failing = (error: unknown): Answers => ({ me: { get: () => Promise.reject(error) } });

describe('errors of the services', () => {
  const details: Partial<Record<ErrorCode, ErrorDetails>> = {
    invalid_input: { fields: [{ field: 'name', reason: { code: 'field_unfit', params: {} } }] },
    limit_exceeded: { limits: [{ name: 'policy.vcpus', limit: 16, used: 14, requested: 4 }] },
    transition_refused: { currentStatus: 'running', allowedActions: ['stop'] },
  };

  test.each(errorCodes)('%s has its status, and says what the service said', async (code) => {
    const reason = { code: 'name_taken', params: { name: 'public-words' } } as const;
    const error = new DomainError(code, reason, details[code] ?? {}, { cause: new Error('the-inner-cause') });
    await using host = await PortalHost.start({ answers: failing(error) });
    const response = await host.rest('sam', 'GET', '/api/me');
    const problem = await problemOf(response);
    expect(response.status).toBe(errorRules[code].status);
    expect(problem.code).toBe(code);
    expect(problem.type).toBe(`urn:support-portal:problem:${code}`);
    expect(problem.detail.includes('public-words')).toBe(code !== 'internal');
    expect(problem.reason).toEqual(code === 'internal' ? { code, params: {} } : reason);
    expect(JSON.stringify(problem)).not.toContain('the-inner-cause');
  });

  test('a limit names itself, what is used and what was asked for', async () => {
    const figure = { name: 'policy.vcpus', limit: 16, used: 0, requested: 99 } as const;
    const answers = failing(new DomainError('limit_exceeded', undefined, { limits: [figure] }));
    await using host = await PortalHost.start({ answers });
    const response = await host.rest('sam', 'GET', '/api/me');
    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ limit: 16, used: 0, requested: 99, limits: [figure] });
  });

  test('a refused transition names the present status and what is allowed there', async () => {
    const stands = { currentStatus: 'stopped', allowedActions: ['start', 'delete'] } as const;
    const answers = failing(new DomainError('transition_refused', undefined, stands));
    await using host = await PortalHost.start({ answers });
    const response = await host.rest('sam', 'GET', '/api/me');
    expect(response.status).toBe(409);
    expect(await problemOf(response)).toMatchObject({ code: 'transition_refused', ...stands });
  });

  test.each(['conflict', 'rate_limited', 'unavailable'] as const)('%s says how long to wait', async (code) => {
    await using host = await PortalHost.start({ answers: failing(new DomainError(code)) });
    expect((await host.rest('sam', 'GET', '/api/me')).headers.get('retry-after')).toMatch(/^\d+$/);
  });
});

describe('faults of our own', () => {
  test.each([
    new Error('password=hunter2 at /srv/secret.ts'),
    new TypeError('x is undefined'),
    'thrown text: hunter2',
    null,
    Object.assign(new Error('connect ECONNREFUSED 10.0.0.5:5432 hunter2'), { code: 'ECONNREFUSED' }),
  ])('%s is a 500 without a word of it, and the cause is in the log', async (error) => {
    await using host = await PortalHost.start({ answers: failing(error) });
    const response = await host.rest('sam', 'GET', '/api/me');
    const text = await response.clone().text();
    expect(response.status).toBe(500);
    expect((await problemOf(response)).code).toBe('internal');
    expect(text).not.toMatch(/hunter2|secret|undefined|\.ts|ECONN/);
    expect(host.remarks).toHaveLength(1);
    expect(host.remarks[0]?.fields.requestId).toBe(response.headers.get('x-request-id'));
    if (error instanceof Error) expect(host.remarks[0]?.fields.err).toBe(error);
  });

  test('an answer that breaks its own contract is not sent', async () => {
    const byId = async () => ({ ...templateExample, name: 'hunter2', version: 0.5 });
    await using host = await PortalHost.start({ answers: { templates: { byId } } });
    const response = await host.rest('sam', 'GET', '/api/templates/x');
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('hunter2');
  });
});

describe('rate limits', () => {
  const standing = (name: 'token' | 'address' | 'sign_in', isOver: boolean): RateStanding => {
    const reason = { code: 'too_many_requests', params: { per: name, max: 100, seconds: 42 } } as const;
    return {
      policies: [
        { name, max: 100 },
        { name: 'person', max: 200 },
      ],
      nearest: { name, remaining: isOver ? 0 : 99, endsInSeconds: 42 },
      refusal: isOver ? new DomainError('rate_limited', reason) : null,
    };
  };
  const policy = (name: string) => `"${name}";q=100;w=60, "person";q=200;w=60`;

  test('every answer says what is allowed and what is left', async () => {
    const rateLimits = { ofPerson: async () => standing('token', false) };
    await using host = await PortalHost.start({ answers: { rateLimits } });
    for (const response of [await host.rest('sam', 'GET', '/api/me'), await host.trpc('sam', 'me.get')]) {
      expect(response.status).toBe(200);
      expect(response.headers.get('ratelimit-policy')).toBe(policy('token'));
      expect(response.headers.get('ratelimit')).toBe('"token";r=99;t=42');
      expect(response.headers.get('retry-after')).toBeNull();
    }
  });

  test('one too many is refused at every door, with how long to wait', async () => {
    const [over, asked]: [RateStanding, string[]] = [standing('token', true), []];
    const rateLimits = {
      ofPerson: async (_: unknown, as: string, requests = 1) => {
        asked.push(`${as} ${requests}`);
        return over;
      },
    };
    await using host = await PortalHost.start({ answers: { rateLimits } });
    const feed = `deployments.onChange?input=${encodeURIComponent('{"json":{}}')}`;
    for (const response of [
      await host.rest('sam', 'GET', '/api/me'),
      await host.trpc('sam', 'me.get,me.get?batch=1'),
      await host.trpc('sam', feed),
    ]) {
      expect(response.status).toBe(429);
      expect(response.headers.get('ratelimit')).toBe('"token";r=0;t=42');
      expect(response.headers.get('retry-after')).toBe('42');
      expect(await response.text()).toMatch(/more than 100 requests .* 42 seconds/i);
    }
    expect(asked).toEqual(['request 1', 'request 2', 'stream 1']);
    expect(host.asked).toEqual([]);
  });

  test('an address that asked too much is refused before anybody is looked up, at every way in too', async () => {
    const asked: string[] = [];
    const rateLimits = {
      ofAddress: async ({ address }: { address: string | null }, as: 'request' | 'sign_in') => {
        asked.push(`${as} ${address}`);
        return standing(as === 'sign_in' ? as : 'address', true);
      },
    };
    await using host = await PortalHost.start({ answers: { rateLimits } });
    for (const way of ['sign-in/email', 'sign-in/code', 'sign-in/passkey', 'set-password', 'set-up']) {
      const response = await host.send(null, 'POST', `/api/auth/${way}`, {});
      expect([way, response.status, response.headers.get('retry-after')]).toEqual([way, 429, '42']);
      expect(response.headers.get('ratelimit-policy')).toBe(policy('sign_in'));
    }
    for (const response of [await host.rest(null, 'GET', '/api/me'), await host.trpc(null, 'me.get')]) {
      expect(response.status).toBe(429);
      expect(response.headers.get('retry-after')).toBe('42');
    }
    const everyWay = Array.from({ length: 5 }, () => 'sign_in 192.0.2.7');
    expect(asked).toEqual([...everyWay, 'request 192.0.2.7', 'request 192.0.2.7']);
  });
});

describe('authorization header', () => {
  test.each(['Bearer', 'Basic c2FtOnB3', 'token-sam', 'Bearer a b', ''])(
    '%j is no bearer token',
    async (authorization) => {
      await using host = await PortalHost.start();
      const response = await host.rest(null, 'GET', '/api/me', { headers: { authorization } });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="portal"');
    },
  );

  test('an unknown token is told that the token is the trouble', async () => {
    await using host = await PortalHost.start();
    const response = await host.rest(null, 'GET', '/api/me', { headers: { authorization: 'bearer token-nobody' } });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="portal", error="invalid_token"');
  });

  test('a session cookie opens nothing', async () => {
    await using host = await PortalHost.start();
    expect((await host.rest(null, 'GET', '/api/me', { headers: { cookie: 'session=sam' } })).status).toBe(401);
  });
});

describe('input', () => {
  test('every field at fault is named, unknown ones too', async () => {
    await using host = await PortalHost.start();
    const body = {
      templateId: 7,
      name: 'Not A Label',
      vcpus: '4',
      memoryMiB: 1.5,
      node: 'pve1',
      vmid: 100,
      storage: 'x',
    };
    const response = await host.send('sam', 'POST', '/api/deployments', body);
    expect(response.status).toBe(400);
    expect((await fieldsOf(response)).toSorted()).toEqual(Object.keys(body).toSorted());
  });

  test.each([
    ['en', 'At most 1024.', 'Use lower-case letters'],
    ['de', 'Höchstens 1024.', 'Nehmen Sie Kleinbuchstaben'],
  ])(
    'what is wrong with a field is a code with its figures, and a sentence in the client’s language: %s',
    async (language, figure, form) => {
      await using host = await PortalHost.start();
      const body = { templateId: 'debian-13', vcpus: 4096, name: 'Not a label' };
      const response = await host.send('sam', 'POST', '/api/deployments', body, { 'accept-language': language });
      expect((await problemOf(response)).errors).toEqual([
        { field: 'name', code: 'label_malformed', params: {}, message: expect.stringContaining(form) },
        { field: 'vcpus', code: 'number_too_large', params: { max: 1024 }, message: figure },
      ]);
    },
  );

  test.each([null, 'true', 0, -1, 1e9, 1.5, '2', {}])(
    'vcpus %j in a body is refused, never converted',
    async (vcpus) => {
      await using host = await PortalHost.start();
      const response = await host.send('sam', 'POST', '/api/deployments', { templateId: templateExample.id, vcpus });
      expect(response.status).toBe(400);
      expect(await fieldsOf(response)).toEqual(['vcpus']);
    },
  );

  test.each([
    ['?limit=0', ['limit']],
    ['?limit=', ['limit']],
    ['?limit=1e1', ['limit']],
    ['?limit=abc&nodes=pve1', ['nodes', 'limit']],
    ['?limit=101', ['limit']],
    ['?status=sleeping', ['status']],
    ['?limit=1&limit=2', ['limit']],
    ['?q=a&q=b&x=1', ['x', 'q']],
    ['?q=%00', ['q']],
    ['?__proto__=1', ['__proto__']],
    ['?constructor=1', ['constructor']],
  ])('the query %s is refused by name', async (query, fields) => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', 'GET', `/api/deployments${query}`);
    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual(fields);
  });

  test.each([
    ['GET', '/api/me?x=1'],
    ['GET', '/api/deployments/1?id=2'],
    ['POST', '/api/deployments/1/stop?force=true'],
    ['DELETE', '/api/deployments/1?force=true'],
  ])('%s %s: a query parameter that is not known there is refused', async (method, path) => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', method, path);
    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toHaveLength(1);
  });

  test('an id in the body cannot stand in for the id in the path', async () => {
    await using host = await PortalHost.start();
    const { id } = deploymentExample;
    const response = await host.send('sam', 'POST', '/api/deployments/any/stop', { id });
    expect(response.status).toBe(400);
    expect(await fieldsOf(response)).toEqual(['id']);
    expect(host.asked).toEqual([]);
  });
});

describe('addresses and methods', () => {
  test.each([
    '/api/',
    '/api/deployments/',
    '/api//deployments',
    '/api/DEPLOYMENTS',
    '/api/deployments/1/2/3',
    '/api/trpc',
  ])('%s is not found', async (path) => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', 'GET', path);
    expect(response.status).toBe(404);
    expect((await problemOf(response)).code).toBe('not_found');
  });

  test.each([
    ['PUT', '/api/deployments', 'GET, HEAD, POST'],
    ['GET', '/api/deployments/1/stop', 'POST'],
    ['PUT', '/api/deployments/1', 'DELETE, GET, HEAD, PATCH'],
    ['POST', '/api/me', 'GET, HEAD'],
    ['OPTIONS', '/api/me', 'GET, HEAD'],
    ['POST', '/api/openapi.json', 'GET, HEAD'],
  ])('%s %s is a 405 that says what is allowed', async (method, path, allow) => {
    await using host = await PortalHost.start();
    const response = await host.rest('sam', method, path);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    expect((await problemOf(response)).code).toBe('method_not_allowed');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAnswer } from './answer.ts';

const json = 'application/json;charset=UTF-8';
const answer = (status: number, reason: string, contentType: string, body: string) =>
  readAnswer({ status, reason, contentType, body });

describe('success', () => {
  test('is data, with a total where there is one', () => {
    expect(answer(200, 'OK', json, '{"data":[1],"total":7}')).toEqual({
      kind: 'answer',
      answer: { data: [1], total: 7 },
    });
  });

  test('may be null', () => {
    expect(answer(200, 'OK', json, '{"data":null}')).toEqual({ kind: 'answer', answer: { data: null, total: null } });
  });

  test.each([
    ['nothing', '', ''],
    ['a page', 'text/html', '<html><body>Sign in</body></html>'],
    ['JSON that breaks off', json, '{"data":[{"vmid":10'],
    ['JSON without data', json, '{"ok":true}'],
    ['JSON that is no object', json, '"data"'],
  ])('is not %s', (_name, contentType, body) => {
    expect(answer(200, 'OK', contentType, body).kind).toBe('unreadable');
  });
});

describe('a refusal’s words', () => {
  test('are the message and the fields, since PVE 8.3', () => {
    const body = '{"data":null,"message":"Parameter verification failed.\\n","errors":{"upid":"no such task"}}';
    expect(answer(400, 'Parameter verification failed.', json, body)).toEqual({
      kind: 'refused',
      status: 400,
      text: 'Parameter verification failed.',
      fields: { upid: 'no such task' },
    });
  });

  test.each([
    ['the reason phrase on older servers', 500, 'VM is locked (clone)', json, '{"data":null}', 'VM is locked (clone)'],
    ['the reason phrase without a body', 596, 'Connection timed out', '', '', 'Connection timed out'],
    ['the body where it is plain text', 501, '', '', 'for data too large', 'for data too large'],
    ['the reason phrase beside a page', 502, 'Bad Gateway', 'text/html', '<h1>nginx</h1>', 'Bad Gateway'],
    ['a sentence of ours where there is nothing', 500, '', '', '', 'The cluster refused without a reason'],
  ])('are %s', (_name, status, reason, contentType, body, text) => {
    expect(answer(status, reason, contentType, body)).toEqual({ kind: 'refused', status, text, fields: {} });
  });
});

test('no body whatever makes the reader throw', () => {
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), fc.string(), fc.json(), (status, noise, text) => {
      for (const body of [noise, text, text.slice(0, -1), `{"data":${text}}`]) answer(status, noise, json, body);
    }),
  );
});

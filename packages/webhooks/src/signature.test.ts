import { expect, test } from 'vitest';
import { signatureHeaders } from './signature.ts';

/** From the test suite of Standard Webhooks. */
const published = {
  secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  at: new Date(1_614_265_330_000),
  body: '{"test": 2432232314}',
  signature: 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
};

test('a request bears the signature that Standard Webhooks publishes for it', () => {
  expect(signatureHeaders({ ...published, secrets: [published.secret] })).toEqual({
    'webhook-id': published.id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': published.signature,
  });
});

test('while a secret is rotated, it bears one of each', () => {
  const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const { 'webhook-signature': both } = signatureHeaders({ ...published, secrets: [other, published.secret] });
  expect(both?.split(' ')).toEqual([expect.stringMatching(/^v1,[\w+/]{43}=$/), published.signature]);
});

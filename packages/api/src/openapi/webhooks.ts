// What webhooks are sent, as the OpenAPI document has it: a request to somebody else's address, in place of one to the portal's.
import type { OpenAPIObject } from 'trpc-to-openapi';

const header = (name: string, description: string, example: string) => ({
  ...{ name, description, example },
  in: 'header' as const,
  required: true,
  schema: { type: 'string' as const },
});

const parameters = [
  header('webhook-id', 'The id of the delivery.', '019ac2e0-5e6f-7e00-8f71-4a5b6c7d8e9f'),
  header('webhook-timestamp', 'When it is sent, in seconds since 1970.', '1795939200'),
  header('webhook-signature', 'One signature a secret.', 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='),
];

const bodyOf = (schema: string) => ({
  required: true,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
});

const taken = { '204': { description: 'Taken. Anything from 200 to 299 will do.' } };

export const webhooks: NonNullable<OpenAPIObject['webhooks']> = {
  event: {
    post: {
      operationId: 'webhooks-event',
      tags: ['webhooks'],
      summary: 'Receive an event',
      description:
        'Sent to the address of each webhook that names its action, at least once: `webhook-id` tells a repeat. In order for each deployment, cluster, template, problem and announcement. Signed as Standard Webhooks has it: `webhook-signature` has for each secret, with blanks between, `v1,` and the base64 of an HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}`, with the bytes that follow `whsec_` in base64. What is not answered with 2xx within 10 seconds is sent again after 5 and 30 seconds, 2, 10 and 30 minutes, 1, 3, 6 and 12 hours. A redirect is not followed. 410 disables the webhook, and so does a delivery that is given up when none was taken for five days. `address` and `userAgent` are null.',
      parameters,
      requestBody: bodyOf('WebhookPayload'),
      responses: taken,
      security: [],
    },
  },
  message: {
    post: {
      operationId: 'webhooks-message',
      tags: ['webhooks'],
      summary: 'Receive a message for a team',
      description:
        'Sent to the address of a chat whose format is `generic`, and signed like an event. What is not answered with 2xx within 10 seconds is sent again after 1, 2, 4 … 60 minutes, ten times in all; nothing is sent that is more than a day old.',
      parameters,
      requestBody: bodyOf('ChatMessage'),
      responses: taken,
      security: [],
    },
  },
};

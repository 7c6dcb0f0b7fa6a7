// The name of one request, in answers, logs and the audit trail. A caller may bring its own, when it is harmless.

export const requestIdHeader = 'x-request-id';

const harmless = /^[A-Za-z0-9._:-]{1,128}$/;

export const requestIdOf = (headers: Headers): string => {
  const inbound = headers.get(requestIdHeader);
  return inbound !== null && harmless.test(inbound) ? inbound : crypto.randomUUID();
};

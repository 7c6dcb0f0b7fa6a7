// The name of one request, in answers, logs and the audit trail. A caller may bring its own, when it is harmless.

export const requestIdHeader = 'x-request-id';

const harmless = /^[A-Za-z0-9._:-]{1,128}$/;

/** What a caller sent as its id, if that is harmless; otherwise one of ours. */
export const requestIdOf = (inbound: string | null): string =>
  inbound !== null && harmless.test(inbound) ? inbound : crypto.randomUUID();

/** What of the audit log programs elsewhere are told of, by events and webhooks: nothing about people, sign-ins and tokens. */
export const toldSubjects = ['deployment', 'cluster', 'template', 'problem', 'announcement'] as const;

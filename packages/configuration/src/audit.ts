// How long the audit trail is kept, and who watches it elsewhere.
import { type AuditRetention, auditKinds } from '@portal/domain';
import { z } from 'zod';

const feedForms = /^(https?|syslog\+(tls|tcp)):$/;

export const feedUrlFault = (value: string): string | null => {
  const url = URL.parse(value);
  if (url === null || !feedForms.test(url.protocol) || url.hostname === '') {
    return 'must look like https://siem.example.com/ingest, syslog+tls://siem.example.com:6514 or syslog+tcp://siem.example.com:601';
  }
  return url.username !== '' || url.password !== '' ? 'must hold no user and no password; set AUDIT_FEED_TOKEN' : null;
};

/** The database refuses to remove what is younger. */
const fewestDays = 30;
const retentionForm = new RegExp(`^(${auditKinds.join('|')}):(\\d{1,5})$`);

/** `deployment:1095,user:365` */
export const retentionVariable = z.string().transform((list, context): readonly AuditRetention[] =>
  list.split(',').flatMap((entry) => {
    const [, name, days] = retentionForm.exec(entry.trim()) ?? [];
    const kind = auditKinds.find((known) => known === name);
    if (kind !== undefined && Number(days) >= fewestDays) return [{ kind, days: Number(days) }];
    const message = `must name kinds of rows with days, ${fewestDays} at least, and commas between: deployment:1095,user:365; the kinds are ${auditKinds.join(', ')}`;
    context.addIssue({ code: 'custom', message });
    return [];
  }),
);

// What an administrator must know of the portal's mail.
import type { ProblemWrite } from '../change.ts';
import { onPortal, raised, resolved } from './problems.ts';

const onMail = onPortal('mail');

/** `cause`: what the server said of the last message that was given up. */
export const mailNotDelivered = (cause: string): ProblemWrite => raised('mail_not_delivered', onMail, { cause });

/** Nothing is given up any more: it is on its way again, or too old to be worth sending. */
export const mailOnItsWay = (): ProblemWrite => resolved('mail_not_delivered', onMail);

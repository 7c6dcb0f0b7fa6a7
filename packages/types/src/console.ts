// The contract of opening a console.
import { z } from 'zod';

export const consoleTicketSchema = z.object({
  /** Of the WebSocket. */
  url: z.string(),
  /** Good for one connection, within half a minute. */
  ticket: z.string(),
  /** Nothing that is typed or pointed at reaches the VM. */
  viewOnly: z.boolean(),
  /** As its PVE template was last seen: the VM has a serial console beside its screen. */
  hasSerialPort: z.boolean(),
});
export type ConsoleTicket = z.infer<typeof consoleTicketSchema>;

'use client';
// A ticket: a link to where it is looked up, where the installation says that (`TICKET_URL`), and text otherwise.
import { createContext, type ReactNode, useContext } from 'react';

const TicketPattern = createContext<string | null>(null);

interface TicketLinksProps {
  readonly pattern: string | null;
  readonly children: ReactNode;
}

export function TicketLinks({ pattern, children }: TicketLinksProps) {
  return <TicketPattern value={pattern}>{children}</TicketPattern>;
}

interface TicketProps {
  readonly ticket: string;
  /** What stands for it; the ticket itself unless told otherwise. */
  readonly link?: string;
  /** Without a place where it is looked up; the ticket as text unless told otherwise. */
  readonly otherwise?: ReactNode;
}

export function Ticket({ ticket, link = ticket, otherwise = ticket }: TicketProps) {
  const pattern = useContext(TicketPattern);
  if (pattern === null) return otherwise;
  return (
    <a
      href={pattern.replaceAll('{ticket}', encodeURIComponent(ticket))}
      target="_blank"
      rel="noreferrer"
      // A row of the list is a link as a whole.
      className="relative z-1 text-accent-ink wrap-anywhere hover:underline"
    >
      {link}
    </a>
  );
}

// Guesses at passwords, slowed down by account and by network address. How much, and why so, stands in the functions of the
// database that this calls: any number of processes agree there, and of attempts made at once no more are let in than of
// attempts made one after the other. A success counts for nothing, not even until it is known: of one account from one address the
// next attempt is looked at once the one before has its answer.
import { createHash } from 'node:crypto';
import { type Guess, networkOf } from '@portal/domain';
import { z } from 'zod';
import type { PrismaClient } from './generated/client.ts';
import { Turns } from './turns.ts';

export interface Attempt {
  /** In the form in which it is looked up, and hashed: it may be anything that somebody typed. */
  readonly account: string;
  readonly address: string;
}

const hash = (email: string): string => createHash('sha256').update(email.toLowerCase()).digest('hex');

export const attemptAt = (email: string, address: string | null | undefined): Attempt => ({
  account: hash(email),
  address: networkOf(address),
});

/** At the codes of a person whose password was right: counted by themselves. */
export const codeAttemptAt = (userId: string, address: string | null): Attempt => ({
  account: `code:${hash(userId)}`,
  address: networkOf(address),
});

export class Guesses {
  readonly #prisma: PrismaClient;
  readonly #turns = new Turns();

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  /** Seconds to wait; 0 when it is let in, and then it has to be settled. */
  async admit(attempt: Attempt): Promise<number> {
    await this.#turns.take(turnOf(attempt));
    let admitted = false;
    try {
      const { account, address } = attempt;
      const [row] = await this.#prisma.$queryRaw<
        { wait: number }[]
      >`SELECT portal_admit_sign_in(${account}, ${address}) AS wait`;
      const seconds = z.int().parse(row?.wait);
      admitted = seconds === 0;
      return seconds;
    } finally {
      if (!admitted) this.#turns.end(turnOf(attempt));
    }
  }

  /** Looks where there is nothing to wait for. A look that fails counts for nothing. */
  async slowed(attempt: Attempt, look: () => Promise<'right' | 'wrong'>): Promise<Guess> {
    const seconds = await this.admit(attempt);
    if (seconds > 0) return { kind: 'wait', seconds };
    let kind: 'right' | 'wrong' | 'neither' = 'neither';
    try {
      kind = await look();
      return { kind };
    } finally {
      await this.settle(attempt, kind);
    }
  }

  /** `neither`: it never came to comparing passwords. */
  async settle(attempt: Attempt, outcome: 'right' | 'wrong' | 'neither'): Promise<void> {
    try {
      if (outcome === 'wrong') return;
      const { account, address } = attempt;
      await this.#prisma
        .$executeRaw`SELECT portal_settle_sign_in(${account}, ${address}, ${outcome === 'right'}::boolean)`;
    } finally {
      this.#turns.end(turnOf(attempt));
    }
  }
}

const turnOf = ({ account, address }: Attempt): string => `${account} ${address}`;

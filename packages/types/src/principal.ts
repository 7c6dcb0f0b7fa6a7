// Who the people are: roles, and what the portal tells a signed-in person about their limits.
import { z } from 'zod';
import { limitReportSchema } from './limits.ts';
import { uuidSchema } from './primitives.ts';

/**
 * `support` acts on their own, `lead` on their team's, `template_admin` on their own and on the templates, `auditor` reads everything,
 * `admin` does everything.
 */
export const roles = ['support', 'lead', 'template_admin', 'auditor', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

/** A role that administrators made, of somebody; null where they have a built-in one alone. */
export const heldRoleSchema = z.object({ id: uuidSchema, name: z.string() }).nullable();

/** Sums over a person's live deployments (everything but `deleted`). */
export const usageSchema = z.object({
  deployments: z.int().min(0),
  vcpus: z.int().min(0),
  memoryMiB: z.int().min(0),
  diskGiB: z.int().min(0),
});
export type Usage = z.infer<typeof usageSchema>;

/** The most of each that a principal may hold at once. Same keys as {@link Usage}, so the two compare by key. */
export type Policy = Usage;

/** Which clusters do not really exist, by name, and whether these are all that there are. */
export const simulationSchema = z.object({ clusters: z.array(z.string()).min(1), all: z.boolean() });
export type Simulation = z.infer<typeof simulationSchema>;

export const meSchema = z.object({
  principal: z.object({
    kind: z.enum(['user', 'token']),
    userId: uuidSchema,
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    /** What narrows `role`. */
    customRole: heldRoleSchema,
    team: z.object({ id: uuidSchema, name: z.string() }).nullable(),
  }),
  /** Whose deployments they see, for whom they create them, and whether they look at the administration or act there too. */
  rights: z.object({
    sees: z.enum(['own', 'team', 'all']),
    creates: z.enum(['nothing', 'own', 'team', 'all']),
    administration: z.enum(['none', 'look', 'act']),
    /** The same of the templates: of their versions, sources and canaries. */
    templates: z.enum(['none', 'look', 'act']),
    /** Whether they read how their team, or everybody, fares. */
    overview: z.boolean(),
  }),
  /** The actions that `customRole` leaves out, and why they are refused, in words; null where nothing narrows `role`. */
  leftOut: z.object({ actions: z.array(z.string()), reason: z.string() }).nullable(),
  /** The most of each that they may hold; the same as in `limits`, without what is held together. */
  policy: usageSchema,
  usage: usageSchema,
  /** Every limit that holds for them, with whose it is and what is held of it. */
  limits: z.array(limitReportSchema),
  /** The first by name, simulated ones before others; `simulation` tells of them all. */
  cluster: z.object({ name: z.string(), simulated: z.boolean() }).nullable(),
  /** Null where every cluster is a real one. */
  simulation: simulationSchema.nullable(),
  /** Open problems that nobody has acknowledged; null for those who may not look at them. */
  openProblems: z.int().min(0).nullable(),
  /** Messages that they have not read. */
  unreadMessages: z.int().min(0),
});
export type Me = z.infer<typeof meSchema>;

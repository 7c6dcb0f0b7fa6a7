// How the codes of one kind are declared: a table from each code to the schema of its parameters. Parameters are flat plain JSON,
// but for reasons that explain another one, which are nested under it.
import { z } from 'zod';

export type ParamSchemas = Readonly<Record<string, z.ZodObject>>;

/** A code with its parameters, as it is stored and sent: one member for each code of the table. */
export type ReasonIn<Schemas extends ParamSchemas> = {
  [Code in keyof Schemas & string]: { readonly code: Code; readonly params: Readonly<z.output<Schemas[Code]>> };
}[keyof Schemas & string];

export const isCodeOf = <Schemas extends ParamSchemas>(
  schemas: Schemas,
  code: string,
): code is keyof Schemas & string => Object.hasOwn(schemas, code);

/** The schema of whatever reason of a table. Its parameters are parsed by its code. */
export const reasonOf = <const Schemas extends ParamSchemas>(schemas: Schemas) =>
  z.custom<ReasonIn<Schemas>>((value) => {
    const read = looseReason.safeParse(value);
    if (!read.success || !isCodeOf(schemas, read.data.code)) return false;
    return schemas[read.data.code]?.safeParse(read.data.params).success === true;
  });

const looseReason = z.strictObject({ code: z.string(), params: z.record(z.string(), z.unknown()) });

/** A reason on the wire. Codes are added as the portal grows: a client takes one that it does not know by its `message`. */
export const wireReasonSchema = z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) });

/** Whether an action would be accepted now, and if not, why not. */
export const actionStateSchema = z.object({
  allowed: z.boolean(),
  /** In words, and as a code with its parameters; null where it is allowed. */
  reason: z.string().nullable(),
  code: z.string().nullable(),
  params: z.record(z.string(), z.unknown()).nullable(),
});
export type ActionState = z.infer<typeof actionStateSchema>;

export const noParams = z.strictObject({});
/** A moment; texts write it in the reader's language and time zone. Every parameter of this kind is called `since`. */
export const since = z.iso.datetime();
/** Proxmox VE's own words, shown as a quotation; null where it said nothing. */
export const pveMessage = z.string().nullable();
export const size = { vcpus: z.int(), memoryGiB: z.number(), diskGiB: z.number() } as const;

// The rules of the create form: the fields of the contract, each within the template's bounds.
import { zodResolver } from '@hookform/resolvers/zod';
import {
  type Bounds,
  type CreateDeployment,
  createDeploymentSchema,
  deploymentNameSchema,
  isDigitsOnlyOnWindows,
  type Template,
} from '@portal/types';
import type { Resolver } from 'react-hook-form';
import { z } from 'zod';
import { boundsOf, type Draft, type SizeName } from './create-draft.ts';

export interface DraftWords {
  readonly outside: (size: SizeName, bounds: Bounds) => string;
  readonly digitsOnly: string;
  /** For what the contract refuses without words of its own. */
  readonly usual: z.core.$ZodErrorMap;
}

const contract = createDeploymentSchema.shape;

const withoutEmpty = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** A list in a field of its own: whatever is wrong with one of the lines is wrong with the field. */
const sshKeys = z.string().transform((text, context) => {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const { data, error } = contract.sshKeys.safeParse(lines.length === 0 ? undefined : lines);
  for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message });
  return data;
});

export const createSchema = (template: Template, words: DraftWords): z.ZodType<CreateDeployment, Draft> => {
  const bounds = boundsOf(template);
  const within = (size: SizeName) => {
    const error = words.outside(size, bounds[size]);
    return z.int(error).min(bounds[size].min, error).max(bounds[size].max, error);
  };
  return z
    .object({
      ticket: z.string().transform(withoutEmpty).pipe(contract.ticket),
      purpose: z.string().transform(withoutEmpty).pipe(contract.purpose),
      name: deploymentNameSchema.refine((name) => !isDigitsOnlyOnWindows(name, template), words.digitsOnly),
      sshKeys,
      vcpus: within('vcpus'),
      memoryMiB: within('memoryMiB'),
      diskGiB: within('diskGiB'),
      ttlHours: within('ttlHours'),
    } satisfies Record<keyof Draft, z.ZodType>)
    .transform((fields) => ({ templateId: template.id, ...fields }));
};

export const createResolver = (template: Template, words: DraftWords): Resolver<Draft, unknown, CreateDeployment> =>
  zodResolver(createSchema(template, words), { error: words.usual });

/** What the browser kept. */
export const keptDraftSchema: z.ZodType<Draft> = z.object({
  ticket: z.string(),
  purpose: z.string(),
  name: z.string(),
  sshKeys: z.string(),
  vcpus: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  diskGiB: z.number().nullable(),
  ttlHours: z.number().nullable(),
});

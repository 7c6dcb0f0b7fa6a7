// The rules of the create form: the fields of the contract, each within the template's bounds.
import {
  type CreateDeployment,
  createDeploymentSchema,
  deploymentNameSchema,
  isDigitsOnlyOnWindows,
  type requirableTexts,
  rule,
  type Template,
  unsaidOf,
  windowsNameLength,
} from '@portal/types';
import { z } from 'zod';
import type { FaultWords } from '../../forms/fault-words.ts';
import { wordedResolver } from '../../forms/worded-resolver.ts';
import { scaleOf } from '../size-text.ts';
import { tagsIn } from '../tags-text.ts';
import { boundsOf, type Draft, keyLinesOf, type SizeName } from './create-draft.ts';

const contract = createDeploymentSchema.shape;

const withoutEmpty = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

export const createSchema = (template: Template): z.ZodType<CreateDeployment, Draft> => {
  const bounds = boundsOf(template);
  const fits = (size: SizeName, value: unknown): boolean =>
    Number.isInteger(value) && Number(value) >= bounds[size].min && Number(value) <= bounds[size].max;
  const outside = (size: SizeName) => {
    const { min, max } = bounds[size];
    const scale = scaleOf(size);
    return { error: rule('outside_template'), params: { min: min / scale, max: max / scale } };
  };
  const within = (size: SizeName) => z.custom<number>((value) => fits(size, value), outside(size));
  /** By itself, so that it is said with whatever else is wrong. */
  const required =
    (field: (typeof requirableTexts)[number]) =>
    (text: string | undefined, { addIssue }: z.RefinementCtx): void => {
      for (const { reason, ...unsaid } of unsaidOf(template.requires, { [field]: text })) {
        if (unsaid.field === field) addIssue({ code: 'custom', message: rule(reason.code), params: reason.params });
      }
    };
  return z
    .object({
      owner: z.string().transform(withoutEmpty).pipe(contract.owner),
      ticket: z.string().transform(withoutEmpty).pipe(contract.ticket).superRefine(required('ticket')),
      customer: z.string().transform(withoutEmpty).pipe(contract.customer).superRefine(required('customer')),
      purpose: z.string().transform(withoutEmpty).pipe(contract.purpose).superRefine(required('purpose')),
      tags: z
        .string()
        .transform((text) => withoutEmpty(text) && tagsIn(text))
        .pipe(contract.tags),
      name: deploymentNameSchema.refine((name) => !isDigitsOnlyOnWindows(name, template), {
        error: 'name_of_digits',
        params: { letters: windowsNameLength },
      }),
      keptKeys: z.array(z.string()),
      sshKeys: z
        .string()
        .transform((text): string[] | undefined => keyLinesOf(text))
        .pipe(contract.sshKeys),
      keepKeys: z.boolean(),
      vcpus: within('vcpus'),
      memoryMiB: within('memoryMiB'),
      diskGiB: within('diskGiB'),
      ttlHours: z
        .custom<number | 'none'>((value) => value === 'none' || fits('ttlHours', value), outside('ttlHours'))
        .transform((hours) => (hours === 'none' ? null : hours)),
    } satisfies Record<keyof Draft, z.ZodType>)
    .transform(({ keepKeys: _, keptKeys, sshKeys = [], ...fields }) => ({
      templateId: template.id,
      ...fields,
      ...(keptKeys.length + sshKeys.length > 0 && { sshKeys: [...keptKeys, ...sshKeys] }),
    }));
};

export const createResolver = (template: Template, words: FaultWords) => wordedResolver(createSchema(template), words);

/** What the browser kept. */
export const keptDraftSchema: z.ZodType<Draft> = z.object({
  owner: z.string(),
  ticket: z.string(),
  customer: z.string(),
  purpose: z.string(),
  tags: z.string(),
  name: z.string(),
  keptKeys: z.array(z.string()),
  sshKeys: z.string(),
  keepKeys: z.boolean(),
  vcpus: z.number().nullable(),
  memoryMiB: z.number().nullable(),
  diskGiB: z.number().nullable(),
  ttlHours: z.union([z.number(), z.literal('none')]).nullable(),
});

'use client';
// The kinds of fields that the form for a template is made of: a text, a choice, a box to tick, and figures side by side.
import { useTranslations } from 'next-intl';
import type { ComponentProps } from 'react';
import { type FieldPath, type FieldPathByValue, useController } from 'react-hook-form';
import { controlAttributes, Field, FieldNotes } from '@/components/field.tsx';
import { Select, TextArea, TextInput } from '@/components/inputs.tsx';
import { NumberInput } from '@/features/forms/number-input.tsx';
import type { TemplateDraft } from './template-draft.ts';
import type { TemplateForm } from './use-template-form.ts';

type NameOf<Value> = FieldPathByValue<TemplateDraft, Value>;

interface FormField<Value> extends Pick<ComponentProps<typeof Field>, 'label' | 'hint' | 'optional'> {
  readonly form: TemplateForm;
  readonly name: NameOf<Value>;
}

interface TextFieldProps extends FormField<string>, Pick<ComponentProps<'input'>, 'autoCapitalize' | 'className'> {
  /** Lines that it begins with; one for a single line. */
  readonly rows?: number;
}

export function TextField({ form, name, rows = 1, autoCapitalize, className, ...field }: TextFieldProps) {
  const control = { ...form.register(name), autoComplete: 'off', autoCapitalize, className };
  return (
    <Field {...field} id={name} error={form.error(name)}>
      {(attributes) =>
        rows === 1 ? <TextInput {...attributes} {...control} /> : <TextArea {...attributes} {...control} rows={rows} />
      }
    </Field>
  );
}

interface ChoiceFieldProps extends FormField<string> {
  readonly options: ReadonlyArray<readonly [value: string, words: string]>;
  readonly disabled?: boolean;
  /** Fields that are right or wrong by this one. */
  readonly deps?: NameOf<boolean>[];
  readonly onChosen?: () => void;
}

export function ChoiceField({ form, name, options, disabled, deps, onChosen, ...field }: ChoiceFieldProps) {
  const rules = deps === undefined ? {} : { deps };
  const { value, onChange, ref } = useController({ control: form.control, name, rules }).field;
  return (
    <Field {...field} id={name} error={form.error(name)}>
      {(attributes) => (
        <Select
          {...attributes}
          ref={ref}
          disabled={disabled}
          value={value}
          onChange={(event) => {
            onChange(event);
            onChosen?.();
          }}
        >
          {options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function CheckField({ form, name, label, hint }: FormField<boolean>) {
  const notes = { id: name, hint, error: form.error(name) };
  return (
    <div className="flex flex-col gap-1">
      <CheckBox {...controlAttributes(notes)} {...form.register(name)} label={label} />
      <div className="pl-6">
        <FieldNotes {...notes} />
      </div>
    </div>
  );
}

export function CheckBox({ label, ...control }: ComponentProps<'input'> & Pick<FormField<boolean>, 'label'>) {
  return (
    <label htmlFor={control.id} className="flex w-fit cursor-pointer items-center gap-2 font-medium">
      <input type="checkbox" {...control} className="size-4 accent-accent" />
      {label}
    </label>
  );
}

interface FiguresFieldProps {
  readonly form: TemplateForm;
  /** Of the measure, as the contract names it. */
  readonly id: string;
  readonly legend: string;
  readonly hint?: string;
  readonly names: readonly NameOf<number | null>[];
  readonly scale?: number;
}

const labels = ['min', 'default', 'max', 'grace', 'restore'] as const;
const labelOf = (name: string) => labels.find((label) => name.split('.').at(-1)?.startsWith(label)) ?? 'min';

export function FiguresField({ form, id, legend, hint, names, scale = 1 }: FiguresFieldProps) {
  const t = useTranslations('templateAdmin.form.figures');
  const faults = [...new Set(names.map(form.error).filter((fault) => fault !== undefined))];
  const notes = { id, hint, error: faults.length === 0 ? undefined : faults.join(' ') };
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="flex gap-3">
        {names.map((name, index) => (
          <Figure
            key={name}
            {...{ form, name, scale }}
            label={t(labelOf(name))}
            describedBy={controlAttributes(notes)['aria-describedby']}
            // All three are in order or not by the first, and sizes lie between them.
            deps={[...(index === 0 ? [] : names.slice(0, 1)), 'sizes']}
          />
        ))}
      </div>
      <FieldNotes {...notes} />
    </fieldset>
  );
}

interface FigureProps extends Pick<FormField<number | null>, 'form' | 'name'> {
  readonly label: string;
  readonly scale: number;
  readonly describedBy: string | undefined;
  /** Fields that are right or wrong by this one. */
  readonly deps?: FieldPath<TemplateDraft>[];
}

export function Figure({ form, name, label, scale, describedBy, deps = [] }: FigureProps) {
  const { value, onChange, ref } = useController({ control: form.control, name, rules: { deps } }).field;
  return (
    <div className="flex min-w-0 flex-1 flex-col gap-1">
      <label htmlFor={name} className="text-[0.8125rem] text-ink-muted">
        {label}
      </label>
      <NumberInput
        {...controlAttributes({ id: name, error: form.error(name) })}
        aria-describedby={describedBy}
        {...{ ref, value, onChange, scale }}
        min={0}
        step={scale === 1 ? 1 : scale / 2}
        className="tabular-nums"
      />
    </div>
  );
}

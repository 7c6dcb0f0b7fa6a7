/**
 * The parameter check of PVE's JSON schema, as far as the simulated calls need it, with its error texts. A call names
 * its rules; what comes out is a `CallParameters` whose accessors give typed values, so no handler parses again.
 */
import { parameterError } from './api-error.ts';
import type { RawParameters } from './request-parameters.ts';

export interface ParameterRule {
  /** A list (`array`) is a repeated key in a form; a single one is taken for a list of one. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  readonly optional?: boolean;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** Another parameter that must be given with this one. */
  readonly requires?: string;
  /** The complaint about a value, or null for a good one; what is nested in it is named after the parameter. */
  readonly format?: (value: string, name: string) => string | null;
}

export interface ParameterSchema {
  readonly rules: Readonly<Record<string, ParameterRule>>;
  /** Rules for families of names, such as `net0`, `net1`, … */
  readonly ruleFor?: (name: string) => ParameterRule | undefined;
}

export type ParameterValue = string | number | boolean | readonly string[];

const undeclared = 'property is not defined in schema and the schema does not allow additional properties';

function perlTypeOf(value: unknown): string | null {
  if (Array.isArray(value)) return 'ARRAY';
  if (typeof value === 'boolean') return 'JSON::PP::Boolean';
  return typeof value === 'object' && value !== null ? 'HASH' : null;
}

function typeComplaint(rule: ParameterRule, value: unknown): string | null {
  if (rule.type === 'array') return null;
  const reference = perlTypeOf(value);
  const complaint = (got: string) => `type check ('${rule.type}') failed - got ${got}`;
  if (reference !== null) {
    return rule.type === 'boolean' && reference === 'JSON::PP::Boolean' ? null : complaint(reference);
  }
  const text = String(value);
  if (rule.type === 'integer' && !/^[+-]?\d+$/.test(text)) return complaint(`'${text}'`);
  if (rule.type === 'number' && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return complaint(`'${text}'`);
  if (rule.type === 'boolean' && !/^[01]$/.test(text)) return complaint(`'${text}'`);
  return null;
}

function valueComplaint(rule: ParameterRule, text: string, name: string): string | null {
  const format = rule.format?.(text, name) ?? null;
  if (format !== null) return `invalid format - ${format}`;
  if (rule.pattern !== undefined && !rule.pattern.test(text)) return 'value does not match the regex pattern';
  if (rule.minLength !== undefined && text.length < rule.minLength) {
    return `value must be at least ${rule.minLength} characters long`;
  }
  if (rule.maxLength !== undefined && text.length > rule.maxLength) {
    return `value may only be ${rule.maxLength} characters long`;
  }
  if (rule.enum !== undefined && !rule.enum.includes(text)) {
    return `value '${text}' does not have a value in the enumeration '${rule.enum.join(', ')}'`;
  }
  if (rule.minimum !== undefined && Number(text) < rule.minimum) {
    return `value must have a minimum value of ${rule.minimum}`;
  }
  if (rule.maximum !== undefined && Number(text) > rule.maximum) {
    return `value must have a maximum value of ${rule.maximum}`;
  }
  return null;
}

/** What is wrong with the value of a parameter, or null. */
export function ruleComplaint(rule: ParameterRule, value: unknown, name: string): string | null {
  return typeComplaint(rule, value) ?? valueComplaint(rule, String(value), name);
}

function convert(rule: ParameterRule, value: unknown): ParameterValue {
  if (rule.type === 'array') return (Array.isArray(value) ? value : [value]).map(String);
  if (rule.type === 'boolean') return value === true || String(value) === '1';
  return rule.type === 'string' ? String(value) : Number(value);
}

export class CallParameters {
  readonly #values: ReadonlyMap<string, ParameterValue>;

  constructor(values: ReadonlyMap<string, ParameterValue>) {
    this.#values = values;
  }

  optionalText(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : String(value);
  }

  text(name: string): string {
    const value = this.optionalText(name);
    if (value === undefined) throw new Error(`the schema of this call does not require '${name}'`);
    return value;
  }

  optionalInteger(name: string): number | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : Number(value);
  }

  integer(name: string): number {
    return Number(this.text(name));
  }

  flag(name: string): boolean | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : value === true;
  }

  list(name: string): readonly string[] {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value : [];
  }

  /** Given and true in Perl's eyes: not absent, not 0, not empty. */
  isSet(name: string): boolean {
    const value = this.#values.get(name);
    return value !== undefined && value !== false && !['', '0'].includes(String(value));
  }

  entries(): Iterable<readonly [string, ParameterValue]> {
    return this.#values.entries();
  }
}

/** Throws PVE's 400 that names every faulty parameter. */
export function checkParameters(raw: RawParameters, schema: ParameterSchema): CallParameters {
  const errors: Record<string, string> = {};
  const values = new Map<string, ParameterValue>();
  for (const [name, value] of raw) {
    const rule = schema.rules[name] ?? schema.ruleFor?.(name);
    if (rule === undefined) errors[name] = undeclared;
    else if (value === undefined || value === null) continue;
    else {
      const complaint = ruleComplaint(rule, value, name);
      if (complaint === null) values.set(name, convert(rule, value));
      else errors[name] = complaint;
    }
  }
  const absent = (name: string) => (raw.get(name) ?? undefined) === undefined && errors[name] === undefined;
  for (const [name, rule] of Object.entries(schema.rules)) {
    if (rule.optional !== true && absent(name)) errors[name] = 'property is missing and it is not optional';
    if (rule.requires !== undefined && raw.has(name) && absent(rule.requires)) {
      errors[rule.requires] = `missing property - '${name}' requires this property`;
    }
  }
  if (Object.keys(errors).length > 0) throw parameterError(errors);
  return new CallParameters(values);
}

/**
 * Checks a property string (`virtio,bridge=vmbr0,tag=7`) against its grammar as PVE's schema does: keys that it does not
 * know, keys twice, keys that stand for others, and each value by its own rule. The complaints are PVE's, in its words.
 */
import { type ParameterRule, ruleComplaint } from '../http/parameter-schema.ts';
import type { KeyPairs } from './property-string.ts';

export interface PropertyRule extends ParameterRule {
  /** Its value may stand without the key. */
  readonly defaultKey?: true;
}

export interface PropertyGrammar {
  readonly rules: Readonly<Record<string, PropertyRule>>;
  /** Other names of a key. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly pairs?: KeyPairs;
  /** What the values mean together, once each holds by itself. */
  readonly meaning?: (values: ReadonlyMap<string, string>) => string | null;
}

type Format = (value: string, name: string) => string | null;

/** Rules of what may be left out. */
export const flag: ParameterRule = { type: 'boolean', optional: true };
export const text: ParameterRule = { type: 'string', optional: true };
export const number: ParameterRule = { type: 'number', optional: true };
export const integer = (minimum?: number, maximum?: number): ParameterRule => ({
  type: 'integer',
  optional: true,
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
});
export const oneOf = (...values: string[]): ParameterRule => ({ ...text, enum: values });
export const formed = (format: Format): ParameterRule => ({ ...text, format });

const truths: Readonly<Record<string, string>> = {
  ...{ '1': '1', on: '1', yes: '1', true: '1' },
  ...{ '0': '0', off: '0', no: '0', false: '0' },
};

class GrammarError extends Error {}

function assign(values: Map<string, string>, key: string, value: string): void {
  if (values.has(key)) throw new GrammarError(`duplicate key in comma-separated list property: ${key}\n`);
  values.set(key, value);
}

function readPair(grammar: PropertyGrammar, values: Map<string, string>, [name, value]: readonly [string, string]) {
  if (values.has(name)) throw new GrammarError(`duplicate key in comma-separated list property: ${name}\n`);
  const { pairs, aliases = {} } = grammar;
  if (pairs?.names.includes(name) === true) {
    if (values.has(pairs.key)) throw new GrammarError(`key alias '${pairs.key}' is already defined\n`);
    values.set(pairs.key, name);
    values.set(pairs.value, value);
    return;
  }
  const key = aliases[name] ?? name;
  const rule = grammar.rules[key];
  if (rule === undefined) throw new GrammarError(`invalid key in comma-separated list property: ${name}\n`);
  values.set(key, rule.type === 'boolean' ? (truths[value.toLowerCase()] ?? value) : value);
}

function readValues(grammar: PropertyGrammar, given: string): Map<string, string> {
  const values = new Map<string, string>();
  const defaultKey = Object.keys(grammar.rules).find((key) => grammar.rules[key]?.defaultKey === true);
  for (const part of given.split(',')) {
    if (part.trim() === '') continue;
    const pair = /^([^=]+)=(.+)$/s.exec(part);
    if (pair !== null) readPair(grammar, values, [pair[1] ?? '', pair[2] ?? '']);
    else if (part.includes('=')) throw new GrammarError('missing key in comma-separated list property\n');
    else if (defaultKey === undefined) {
      throw new GrammarError('value without key, but schema does not define a default key\n');
    } else assign(values, defaultKey, part);
  }
  return values;
}

function complaints(grammar: PropertyGrammar, values: ReadonlyMap<string, string>, name: string): string[] {
  return Object.entries(grammar.rules).flatMap(([key, rule]) => {
    const value = values.get(key);
    const path = `${name}.${key}`;
    if (value === undefined)
      return rule.optional === true ? [] : [`${path}: property is missing and it is not optional`];
    const complaint = ruleComplaint(rule, value, path);
    if (complaint !== null) return [`${path}: ${complaint}`];
    if (rule.requires === undefined || values.has(rule.requires)) return [];
    return [`${name}.${rule.requires}: missing property - '${key}' requires this property`];
  });
}

export function propertyFormat(grammar: PropertyGrammar): Format {
  return (given, name) => {
    try {
      const values = readValues(grammar, given);
      const found = complaints(grammar, values, name);
      if (found.length > 0) return `format error\n${found.join('\n')}\n`;
      return grammar.meaning?.(values) ?? null;
    } catch (error) {
      if (error instanceof GrammarError) return error.message;
      throw error;
    }
  };
}

import { expect, test } from 'vitest';
import { ApiError } from '../src/http/api-error.ts';
import { tagListFormat, vmidRule } from '../src/http/parameter-formats.ts';
import { checkParameters, type ParameterSchema } from '../src/http/parameter-schema.ts';

const schema: ParameterSchema = {
  rules: {
    vmid: vmidRule,
    cores: { type: 'integer', optional: true, minimum: 1 },
    onboot: { type: 'boolean', optional: true },
    tags: { type: 'string', optional: true, format: tagListFormat },
    description: { type: 'string', optional: true, maxLength: 5 },
    secret: { type: 'string', optional: true, minLength: 3 },
    statestorage: { type: 'string', optional: true, requires: 'onboot' },
    command: { type: 'array', optional: true },
  },
};

function errorsOf(parameters: Record<string, unknown>): unknown {
  try {
    checkParameters(new Map(Object.entries(parameters)), schema);
  } catch (error) {
    return error instanceof ApiError ? error.errors : error;
  }
  return null;
}

test.each([
  [{ vmid: 'abc' }, { vmid: "type check ('integer') failed - got 'abc'" }],
  [{ vmid: '99' }, { vmid: 'invalid format - value does not look like a valid VM ID\n' }],
  [{}, { vmid: 'property is missing and it is not optional' }],
  [{ vmid: '100', cores: '0' }, { cores: 'value must have a minimum value of 1' }],
  [{ vmid: '100', onboot: 'true' }, { onboot: "type check ('boolean') failed - got 'true'" }],
  [{ vmid: '100', onboot: true }, null],
  [{ vmid: '100', cores: ['1', '2'] }, { cores: "type check ('integer') failed - got ARRAY" }],
  [{ vmid: '100', tags: 'a;Ä' }, { tags: 'invalid format - invalid characters in tag\n' }],
  [{ vmid: '100', description: '123456' }, { description: 'value may only be 5 characters long' }],
  [{ vmid: 100, cores: 2 }, null],
  [{ vmid: 100, secret: 'ab' }, { secret: 'value must be at least 3 characters long' }],
  [{ vmid: 100, statestorage: 'x' }, { onboot: "missing property - 'statestorage' requires this property" }],
  [{ vmid: 100, statestorage: 'x', onboot: 1 }, null],
  [{ vmid: 100, command: 'one' }, null],
])('%j is answered with %j', (parameters, errors) => {
  expect(errorsOf(parameters)).toEqual(errors);
});

test('every faulty parameter is named at once, undeclared ones included', () => {
  expect(errorsOf({ vmid: '100', bogus: '1', cores: 'many' })).toEqual({
    bogus: 'property is not defined in schema and the schema does not allow additional properties',
    cores: "type check ('integer') failed - got 'many'",
  });
});

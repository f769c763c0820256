import 'reflect-metadata';
import {
  DecimalField,
  EmailField,
  FloatField,
  JsonField,
  PersonNameField,
  StringListField,
} from '../../src/platform/dto.js';
import { closestName } from '../../src/platform/config/closest-name.js';
import { ValidationError } from '../../src/platform/errors/errors.js';
import { scanJson } from '../../src/platform/http/server/json-limits.js';
import { isRounded, parseNotingLossy } from '../../src/platform/http/server/lossy-numbers.js';
import type { Dto } from '../../src/platform/http/validation/dto.js';
import { validatorOf } from '../../src/platform/http/validation/validator.js';

class Fields {
  @EmailField({ optional: true })
  email?: string;

  @PersonNameField({ optional: true, max: 10 })
  person?: string;

  @FloatField({ optional: true, min: -1, max: 1.5 })
  float?: number;

  @DecimalField({ optional: true, precision: 30, scale: 10, min: '-0.5', max: '12345678901234567890' })
  decimal?: string;

  @StringListField({ optional: true, max: 3, minItems: 1, maxItems: 2 })
  list?: string[];

  @JsonField({ optional: true })
  json?: unknown;
}

function outcome(input: unknown): unknown {
  try {
    return validatorOf(Fields as Dto)(input, ['body']);
  } catch (error) {
    return (error as ValidationError).errors!.map(({ loc, type }) => `${loc.slice(1).join('.')} ${type}`);
  }
}

describe('the field decorators', () => {
  it.each([
    ['email', ' KIM@Example.COM ', 'kim@example.com'],
    ['email', 'Kim@Bücher.example', 'kim@xn--bcher-kva.example'],
    ['email', 'Jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['person', 'Kim O’Neil', 'Kim O’Neil'],
    ['float', 1.5, 1.5],
    ['float', -0.25, -0.25],
    ['decimal', '-0.5', '-0.5'],
    ['decimal', '12345678901234567890.0', '12345678901234567890.0'],
    ['list', ['abc', ' é '], ['abc', 'é']],
    ['json', ' x ', ' x '],
    ['json', { a: [' x ', 1.5] }, { a: [' x ', 1.5] }],
  ])('%s keeps %j as %j', (name, given, kept) => {
    expect(outcome({ [name]: given })).toEqual({ [name]: kept });
  });

  it.each([
    ['email', 'kim', 'email email'],
    ['email', '"a b"@example.com', 'email email'],
    ['email', '"ab"@example.com', 'email email'],
    ['email', 'k\u200bim@example.com', 'email email'],
    ['email', 'k\u0007im@example.com', 'email email'],
    ['email', 'k im@example.com', 'email email'],
    ['person', 'Kim\u202egpj', 'person characters'],
    ['person', 'Kim\u2028https://example.org', 'person characters'],
    ['person', 'Kim\u2029https://example.org', 'person characters'],
    ['person', 'Kim\u2066', 'person characters'],
    ['person', 'Kim\tO', 'person characters'],
    ['person', 'x'.repeat(11), 'person max_length'],
    ['float', '1', 'float number'],
    ['float', 1.6, 'float max'],
    ['float', -1.1, 'float min'],
    ['decimal', 12.5, 'decimal string'],
    ['decimal', '-0.5000000001', 'decimal min'],
    ['decimal', '12345678901234567890.0000000001', 'decimal max'],
    ['decimal', '1e5', 'decimal decimal'],
    ['list', [], 'list min_items'],
    ['list', ['a', 'b', 'c'], 'list max_items'],
    ['list', ['abcd'], 'list.0 items'],
    ['list', ['a', 1], 'list.1 items'],
    ['list', ['a\0'], 'list.0 characters'],
    ['list', 'a', 'list list'],
    ['json', { a: '\ud800' }, 'json json'],
  ])('%s refuses %j', (name, given, error) => {
    expect(outcome({ [name]: given })).toEqual([error]);
  });

  it('tells who sends a decimal as a number to send it as text', () => {
    expect(() => validatorOf(Fields as Dto)({ decimal: 12.5 }, ['body'])).toThrow(
      expect.objectContaining({
        errors: [expect.objectContaining({ msg: expect.stringContaining('as text') })],
      }),
    );
  });
});

describe('numbers in JSON', () => {
  it.each([
    '0',
    '-0',
    '1.0',
    '1e2',
    '1E+2',
    '100000000000000000000',
    '0.1',
    '5e-324',
    '1.7976931348623157e308',
    '0e99999',
  ])('%s comes back as it was sent', (number) => expect(isRounded(number)).toBe(false));

  it.each([
    '12345678901234567890',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1000000000000000055511151231257827',
    '9007199254740993',
  ])('%s would be rounded', (number) => {
    expect(isRounded(number)).toBe(true);
    const json = `{"json":{"a":[0,${number}],"b":"${number}"}}`;
    expect(scanJson(Buffer.from(json), 32, 100)).toBe(true);
    expect(outcome(parseNotingLossy(json))).toContain('json.a.1 number');
    expect(outcome(parseNotingLossy(`{"json":${number}}`))).toContain('json number');
  });

  it('looks at numbers only, not at digits in texts', () => {
    expect(scanJson(Buffer.from('{"12345678901234567890":"1e400"}'), 32, 100)).toBe(false);
  });
});

describe('the closest name', () => {
  it.each([
    ['quantitty', 'quantity'],
    ['quantity_gte', 'quantity__gte'],
    ['Name', 'name'],
    ['nmae', 'name'],
    ['evil', undefined],
    ['x'.repeat(100), undefined],
  ])('of %s is %s', (name, closest) => {
    expect(closestName(name, ['name', 'quantity', 'quantity__gte', 'email'])).toBe(closest);
  });
});

import { field, filterOf } from '../../src/platform/core/list/filter.js';
import { listQueryParser } from '../../src/platform/core/list/parse-list-query.js';

interface Person {
  mail: string;
}

const people = filterOf<Person>({
  fields: { mail: field.email('eq', 'neq', 'in', 'not', 'like', 'ilike') },
  search: [],
  order_by: [],
  default_order: 'mail',
});

describe('a filter by e-mail', () => {
  const parse = listQueryParser(people);
  const valueOf = (parameter: string, text: string) => parse({ [parameter]: text }).conditions[0]?.value;

  it.each([
    ['mail', ' KIM@Example.com ', 'kim@example.com'],
    ['mail', 'Kim@Bücher.example', 'kim@xn--bcher-kva.example'],
    ['mail', 'Jose\u0301@example.com', 'jos\u00e9@example.com'],
    ['mail__neq', 'KIM@example.com', 'kim@example.com'],
    ['mail__not', 'KIM@example.com', 'kim@example.com'],
    ['mail__in', 'KIM@example.com,Lee@Example.com', ['kim@example.com', 'lee@example.com']],
  ])('looks by %s=%s in the form in which addresses are kept', (parameter, text, kept) => {
    expect(valueOf(parameter, text)).toEqual(kept);
  });

  it.each([
    ['KIM', 'kim'],
    ['Kim@', 'kim@'],
    ['@163', '@163'],
    ['@1.2', '@1.2'],
    ['@0x', '@0x'],
    ['@%2e', '@%2e'],
    ['@Exa', '@exa'],
    ['', ''],
  ])('leaves %j, a part of an address, a part of it', (text, part) => {
    expect(valueOf('mail__like', text)).toBe(part);
    expect(valueOf('mail__ilike', text)).toBe(part);
  });

  it('refuses what cannot be stored', () => {
    expect(() => valueOf('mail', 'a\0@example.com')).toThrow('Validation failed');
  });
});

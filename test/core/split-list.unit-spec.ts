import fc from 'fast-check';
import { splitList } from '../../src/platform/core/list/split-list.js';

describe('a comma list', () => {
  it.each([
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['a, b ', ['a', 'b ']],
    ['"Smith, John"', ['Smith, John']],
    ['"Smith, John","Doe, Jane",x', ['Smith, John', 'Doe, Jane', 'x']],
    [' "a" , "b" ', ['a', 'b']],
    ['"5"" pipe",x', ['5" pipe', 'x']],
    ['5" pipe,x', ['5" pipe', 'x']],
    ['""', ['']],
    ['"",a', ['', 'a']],
    ['"""",a', ['"', 'a']],
  ])('%s is %j', (text, values) => {
    expect(splitList(text)).toEqual(values);
  });

  it.each(['', ' ', 'a,', ',a', 'a,,b', '"a', '"a"b', '"a" "b"', '"a"",b'])('%j is none', (text) => {
    expect(splitList(text)).toBeUndefined();
  });

  it('gives back every list of texts that were put in quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (values) => {
        const written = values.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
        expect(splitList(written)).toEqual(values);
      }),
    );
  });
});

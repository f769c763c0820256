import { readOptions } from '../bench/options.js';

describe('the options of npm run bench', () => {
  it('measure everything on both servers when none is given', () => {
    expect(readOptions([])).toMatchObject({ work: [], servers: ['baseline', 'strata'], rounds: 3 });
  });

  it.each([
    [['--work', 'get', '--work', 'create']],
    [['--work', 'get,create']],
    [['--work=get', '--work=create']],
  ])('add names up: %j', (args) => {
    expect(readOptions(args)?.work).toEqual(['get', 'create']);
  });

  it('take the servers that are named', () => {
    expect(readOptions(['--servers', 'strata'])?.servers).toEqual(['strata']);
  });

  it.each([
    [['--rounds', '1', '--rounds', '2'], '--rounds is given more than once'],
    [['--servers', 'other'], '--servers takes baseline and strata, not "other"'],
    [['--rounds', 'many'], '--rounds takes a number above 0, not "many"'],
  ])('are refused when they say nothing clear: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});

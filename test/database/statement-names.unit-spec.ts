import { StatementNames } from '../../src/platform/database/connection/statement-names.js';

const SQL = 'select id from items where id = $1';

describe('names of prepared statements', () => {
  it('are the same for the same text in every process, and never for another', () => {
    const [one, two] = [new StatementNames(), new StatementNames()];
    two.of('select 1 where $1');
    expect(two.of(SQL)).toBe(one.of(SQL));
    expect(one.of(`${SQL} limit 1`)).not.toBe(one.of(SQL));
  });

  it('fit into the 63 bytes that PostgreSQL keeps', () => {
    expect(new StatementNames().of('x'.repeat(10_000))!.length).toBeLessThan(64);
  });

  it('change when a plan no longer fits the schema, once for all connections that hold the old one', () => {
    const names = new StatementNames();
    const old = names.of(SQL)!;
    expect(names.isToBlame(SQL, old, '0A000')).toBe(true);
    const renewed = names.of(SQL)!;
    expect(renewed).not.toBe(old);
    expect(names.isToBlame(SQL, old, '0A000')).toBe(true);
    expect(names.of(SQL)).toBe(renewed);
  });

  it.each(['26000', '42P05'])('are given up where something between does not keep them (%s)', (code) => {
    const names = new StatementNames();
    expect(names.isToBlame(SQL, names.of(SQL)!, code)).toBe(true);
    expect(names.of(SQL)).toBeUndefined();
  });

  it('are not to blame for an error of the statement itself', () => {
    const names = new StatementNames();
    const name = names.of(SQL)!;
    expect(names.isToBlame(SQL, name, '23505')).toBe(false);
    expect(names.of(SQL)).toBe(name);
  });

  it('are given to a bounded number of texts', () => {
    const names = new StatementNames();
    const given = Array.from({ length: 2_000 }, (_, i) => names.of(`select ${i} where $1`)).filter(Boolean);
    expect(given).toHaveLength(1_000);
  });
});

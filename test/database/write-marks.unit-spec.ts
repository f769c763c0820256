import { RequestContext, runInContext } from '../../src/platform/context/request-context.js';
import { markWrite } from '../../src/platform/database/replicas/write-marks.js';

/** What the unit of work must see once a statement was sent. */
function afterSending(text: string): number {
  const context = new RequestContext('test', undefined as never);
  context.mustSee = 5;
  runInContext(context, () => markWrite(text));
  return context.mustSee;
}

describe('statements that may write', () => {
  it.each([
    'insert into items values ($1)',
    ' UPDATE items set name = $1',
    'delete from items',
    'with gone as (delete from items returning id) select * from gone',
    'truncate items',
    'call work()',
    'do $$ begin end $$',
    'select id from items for update',
  ])('send later reads to the primary: %s', (text) => {
    expect(afterSending(text)).toBe(Infinity);
  });

  it.each([
    'select name, updated_at, is_deleted from items',
    'with live as (select 1) select * from live',
    'begin',
    'commit',
    'rollback',
    'set local lock_timeout = 1',
    'show timezone',
  ])('leave the replicas to the others: %s', (text) => {
    expect(afterSending(text)).toBe(5);
  });

  it('need a unit of work to be noted on', () => {
    expect(() => markWrite('delete from items')).not.toThrow();
  });
});

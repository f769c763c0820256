import { parseFields } from '../resource/parse-fields.ts';

const one = (text: string) => parseFields(text)[0]!;

describe('fields', () => {
  it('reads several, with spaces and commas where they may be', () => {
    const fields = parseFields(' number:string:unique, total : decimal(12,2) , due_on:date?,');
    expect(fields.map(({ name }) => name)).toEqual(['number', 'total', 'due_on']);
    expect(fields[1]).toMatchObject({ type: 'decimal', precision: 12, scale: 2 });
    expect(fields[2]).toMatchObject({ nullable: true, unique: false });
  });

  it.each([
    ['name:string', { type: 'string', length: 255, nullable: false, unique: false }],
    ['name:string(40)?:unique', { length: 40, nullable: true, unique: 'per-owner' }],
    ['name:string:unique?', { nullable: true, unique: 'per-owner' }],
    ['name:string:unique-global', { nullable: false, unique: 'global', readonly: false }],
    ['name:string:readonly?:unique', { nullable: true, unique: 'per-owner', readonly: true }],
    ['paid:boolean:readonly=false', { readonly: true, default: false }],
    ['mail:email:unique', { type: 'email', unique: 'per-owner' }],
    ['ratio:float', { type: 'float' }],
    ['ratio:float(0..1)=0.5', { min: '0', max: '1', default: 0.5 }],
    ['labels:list(string)', { type: 'list' }],
    ['labels:list( string )?', { type: 'list', nullable: true }],
    ['total:decimal(12,2,0..)', { precision: 12, scale: 2, min: '0', max: undefined }],
    ['total:decimal(5,2, -1.50 .. 100)=-1.5', { min: '-1.50', max: '100', default: '-1.50' }],
    ['count:decimal(20,0,1..)=1', { precision: 20, scale: 0, min: '1', default: '1' }],
    ['dueOn:date', { name: 'due_on' }],
    ['note:text', { length: 5000 }],
    ['quantity:integer(0..)=5', { min: '0', max: undefined, default: 5 }],
    ['share:integer(-5..100)', { min: '-5', max: '100' }],
    ['big:bigint=9007199254740993', { default: '9007199254740993' }],
    ['total:decimal', { type: 'decimal' }],
    ['rate:decimal(5,2)=1.5', { default: '1.50' }],
    ['count:decimal(20)', { precision: 20, scale: 0 }],
    ['paid:boolean=false', { default: false }],
    ['status:enum(draft | sent)=sent', { values: ['draft', 'sent'], default: 'sent' }],
    ['customer:ref(users)', { name: 'customer_id', table: 'users' }],
    ['customer_id:ref(user)?', { name: 'customer_id', table: 'users', nullable: true }],
    ['line:ref(orderLine)', { name: 'line_id', table: 'order_lines' }],
    ['number:string', { name: 'number' }],
    ['type:string', { name: 'type' }],
  ])('reads %s', (text, expected) => {
    expect(one(text)).toMatchObject(expected);
  });

  it('splits at commas that are neither in a type nor in a default', () => {
    const fields = parseFields("a:string=x,b:string=:),c:decimal(5,2)=1,d:text=(it's,e:string= a = b ");
    expect(fields.map(({ name, default: value }) => [name, value])).toEqual([
      ['a', 'x'],
      ['b', ':)'],
      ['c', '1.00'],
      ['d', "(it's"],
      ['e', 'a = b'],
    ]);
  });

  it.each([
    ['', 'An entity needs fields'],
    ['name', 'is not a field'],
    ['name:', 'is not a field'],
    [':string', 'is not a field'],
    ['name:varchar', 'varchar is not a type'],
    ['name:string(', 'after the type come'],
    ['name:string!', 'after the type come'],
    ['name:string??', 'after the type come'],
    ['name:string:index', 'after the type come'],
    ['1st:string', 'is not a name'],
    ['grün:string', 'is not a name'],
    ['a__gte:string', 'two underscores'],
    ['a:string,a:text', 'two fields named a'],
    ['aB:string,a_b:text', 'two fields named a_b'],
    ['customer:ref(users),customer_id:uuid', 'two fields named customer_id'],
    ['id:uuid', 'filled in by the application'],
    ['createdAt:datetime', 'filled in by the application'],
    ['owner:ref(users)', 'filled in by the application'],
    ['version:integer', 'filled in by the application'],
    ['page:integer', 'a parameter of every list'],
    ['search:string', 'a parameter of every list'],
    ['include_total:boolean', 'a parameter of every list'],
    ['include:string', 'a parameter of every list'],
    ['xmin:integer', 'PostgreSQL gives every table'],
    ['customer:ref(users),customer:string', 'customer is what the row is called that customer_id points to'],
    [Array.from({ length: 33 }, (_, i) => `f${i}:string`).join(','), 'holds 32 columns'],
    [`s:enum(${Array.from({ length: 101 }, (_, i) => `v${i}`).join('|')})`, 'at most 100 values'],
    [`s:enum(${'a'.repeat(64)}|b)`, 'of 63 characters'],
    ['s:string=a\nb', 'is not a field'],
    ['s:string=a\u0007b', 'not a value that s'],
    ['s:string=a\u2028b', 'is not a field'],
    ['class:string', 'a word of TypeScript'],
    ['constructor:string', 'a word of TypeScript'],
    ['name:string(0)', 'the longest value'],
    ['name:string(ten)', 'the longest value'],
    ['name:string(20000)', 'the longest value'],
    ['paid:boolean(1)', 'takes nothing in parentheses'],
    ['n:integer(5)', 'the smallest and the largest value'],
    ['n:integer(5..1)', 'the smallest and the largest value'],
    ['n:integer(0..3000000000)', 'for more than 32 bits use bigint'],
    ['n:decimal(2,4)', 'the digits in all'],
    ['n:decimal(90,2)', 'the digits in all'],
    ['s:enum', 'list its values'],
    ['s:enum()', 'list its values'],
    ['s:enum(a||b)', 'list its values'],
    ["s:enum(it's)", 'list its values'],
    ['s:enum(a|a)', 'there twice'],
    ['c:ref', 'name the table'],
    ['s:enum(a|b)=c', 'not a value that s'],
    ['n:integer(0..9)=10', 'not a value that n'],
    ['n:integer(1.5..9)', 'the smallest and the largest value'],
    ['n:float(1..0)', 'the smallest and the largest value'],
    ['n:float(..)', 'the smallest and the largest value'],
    ['n:float(0..1)=2', 'not a value that n'],
    ['n:float=1e3', 'not a value that n'],
    ['n:decimal(5,2,5..1)', 'the smallest and the largest value'],
    ['n:decimal(5,2,0..1000)', '1000 has more digits than decimal(5,2)'],
    ['n:decimal(5,2,0.001..)', '0.001 has more digits than decimal(5,2)'],
    ['n:decimal(5,2,0..,1)', 'the digits in all'],
    ['n:decimal(5,2,0..)=-1', 'not a value that n'],
    ['l:list', 'lists of texts only: list(string)'],
    ['l:list(integer)', 'lists of texts only'],
    ['l:list(string)=a', 'has no default'],
    ['l:list(string):unique', 'cannot be unique'],
    ['m:email=a@example.com', 'has no default'],
    ['f:float:unique', 'cannot be unique'],
    ['a:string:readonly', 'is readonly, so no client gives a new row its value'],
    ['a:string:unique:unique-global', 'each once'],
    ['a:string:unique:unique', 'each once'],
    ['a:string?:readonly?', 'each once'],
    ['a:string:hidden', 'each once'],
    ['n:integer=1e3', 'not a value that n'],
    ['n:bigint=9223372036854775808', 'not a value that n'],
    ['n:decimal(5,2)=1234.5', 'not a value that n'],
    ['b:boolean=yes', 'not a value that b'],
    ['c:string(3)=EURO', 'not a value that c'],
    ['d:date=2025-01-01', 'has no default'],
    ['t:text:unique', 'cannot be unique'],
    ['j:json:unique', 'cannot be unique'],
    ['s:string(600):unique', 'too long to be unique'],
    ['s:string:unique=x', 'only one row could have its default'],
  ])('refuses "%s": %s', (text, message) => {
    expect(() => parseFields(text)).toThrow(message);
  });
});

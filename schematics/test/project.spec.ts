import { virtualFs } from '@angular-devkit/core';
import { NodeJsSyncHost } from '@angular-devkit/core/node';
import { HostTree } from '@angular-devkit/schematics';
import path from 'node:path';
import { namesOf } from '../resource/names.ts';
import { checkEntity, checkNames, rolesOf } from '../resource/project.ts';
import { targetsOf } from '../resource/project-tables.ts';
import { entityOf, type ResourceOptions } from '../resource/resource.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The project itself; nothing of it is written. */
const project = (): HostTree => new HostTree(new virtualFs.ScopedHost(new NodeJsSyncHost(), ROOT as never));

describe('names of entities', () => {
  it.each([
    ['role', 'schema Role in the OpenAPI document, which is taken'],
    ['item-status', 'schema ItemStatus'],
    ['login', 'schema Login'],
    ['register', 'schema Register'],
    ['create-item', 'schema CreateItem'],
    ['update-user', 'schema UpdateUser'],
    ['item-page', 'schema ItemPage'],
    ['user-page', 'schema UserPage'],
    ['item-bulk-create', 'schema ItemBulkCreate'],
    ['item-bulk-upserted', 'schema ItemBulkUpserted'],
    ['error-code', 'schema ErrorCode'],
    ['field-error', 'schema FieldError'],
    ['session-list', 'schema SessionList'],
    ['readiness', 'schema Readiness'],
    ['me', 'schema UpdateMe'],
    ['session', 'The table sessions exists already'],
    ['item', 'The table items exists already'],
    ['mail-token', 'The table mail_tokens exists already'],
    ['migration', 'says which migrations have run'],
    ['metric', 'is a route of the application itself'],
    ['error', 'means something else in the code'],
    ['app', 'means something else in the code'],
  ])('cannot be %s: %s', (name, message) => {
    expect(() => checkNames(project(), namesOf(name))).toThrow(message);
  });

  it.each([
    ['items', 'itemses', 'operation createItems'],
    ['limit', 'rate_limit', 'src/app.module.ts has a RateLimitModule already'],
    ['thing', 'platform', 'src/platform exists already'],
  ])('cannot be %s with the plural %s: %s', (name, plural, message) => {
    expect(() => checkNames(project(), namesOf(name, plural))).toThrow(message);
  });

  it.each(['invoice', 'order', 'order-line', 'tag', 'customer', 'product', 'group', 'select', 'team'])(
    'can be %s',
    (name) => {
      expect(() => checkNames(project(), namesOf(name))).not.toThrow();
    },
  );
});

describe('an entity in this project', () => {
  const check = (name: string, fields: string, options: Partial<ResourceOptions> = {}) =>
    checkEntity(project(), entityOf(project(), namesOf(name), { name, fields, ...options }));

  it('can refer to entities, and not to what the application keeps for itself', () => {
    expect(targetsOf(project())).toEqual(['items', 'users']);
  });

  it('knows the roles of the project', () => {
    expect(rolesOf(project())).toEqual(['user', 'admin']);
  });

  it.each([
    ['invoice', 'a:ref(nothings)', 'There is no table nothings. Generate that entity first'],
    [
      'invoice',
      'a:ref(sessions)',
      'sessions is a table that the application keeps for itself. Refer to one of: items, users',
    ],
    ['invoice', 'a:ref(mail_tokens)', 'keeps for itself'],
    ['invoice', 'a:ref(idempotency_keys)', 'keeps for itself'],
    ['invoice', 'a:ref(migrations)', 'keeps for itself'],
    ['node', 'parent:ref(nodes)', 'Make it nullable'],
    [
      'invoice',
      'a:many(nopes)',
      'There is no table nopes. Generate that entity first, or refer to one of: items, users',
    ],
    ['invoice', 'a:many(sessions)', 'keeps for itself'],
    ['invoice', 'invoices:many(invoices)', 'Use another name, such as related_invoices'],
    ['join', 'references:many(users)', 'JoinReference means something else in the code'],
    [
      'idempotency',
      'keys:many(users)',
      'in the table idempotency_keys by an entity IdempotencyKey, which is taken, see src/platform/http/',
    ],
    ['a_rather_long_name_of_an_entity', 'with_a_long_name:many(users)', 'longer than the 63 characters'],
    ['invoice', 'bulk_create:enum(a|b)', 'schema InvoiceBulkCreate, which the entity needs for itself'],
    ['invoice', 'kind:enum(a),kinds:enum(b)', 'kind and kinds would both keep their values in INVOICE_KINDS'],
    [
      'on',
      'conflict:enum(a|b)',
      'schema OnConflict, see openapi.json. Use another name, such as conflict_kind',
    ],
    ['invoice', 'total:decimal?:readonly', 'All fields are readonly'],
    [
      'a_rather_long_name_of_an_entity',
      'with_a_rather_long_name_of_a_field:string:unique',
      'longer than the 63 characters',
    ],
  ])('%s cannot have %s: %s', (name, fields, message) => {
    expect(() => check(name, fields)).toThrow(message);
  });

  it.each<[Partial<ResourceOptions>, string]>([
    [{ access: 'public' }, 'there are owned, private, shared, public-read'],
    [{ access: 'owned', owned: false }, 'contradict each other'],
    [{ access: 'shared', owned: true }, 'contradict each other'],
    [{ write: 'manager' }, 'there are the roles user, admin. A new one is added in src/users/role.ts'],
    [{ write: '' }, 'there are the roles'],
    [{ access: 'private', write: 'admin' }, 'Leave one of the two out'],
    [{ unique: 'number' }, 'name two to 5 different fields'],
    [{ unique: 'number,number' }, 'name two to 5 different fields'],
    [
      { unique: 'number,amount' },
      'there is no field amount. There are number, note, kind, done, total, owner_id',
    ],
    [{ unique: 'number,owner_id', access: 'shared' }, 'there is no field owner_id'],
    [{ unique: 'number,note' }, 'note is too long, which cannot be part of a key'],
    [{ unique: 'number,total' }, 'total is a decimal, which cannot be part of a key'],
    [{ unique: 'kind,done' }, 'a key of enums and booleans alone'],
    [{ only: 'list,find' }, 'there are the routes list, get, create, update, delete, restore, bulk, upsert'],
    [{ only: '' }, 'there are the routes'],
    [{ only: 'list,upsert' }, 'rows are known by a unique field that each of them has'],
  ])('cannot have %j: %s', (options, message) => {
    const fields = 'number:string,note:text,kind:enum(a|b),done:boolean,total:decimal(5,2)';
    expect(() => check('invoice', fields, options)).toThrow(message);
  });

  it.each<[Partial<ResourceOptions>]>([
    [{}],
    [{ access: 'private' }],
    [{ access: 'public-read', write: 'admin,user' }],
    [{ owned: false, write: 'admin' }],
    [{ unique: 'owner_id,number', only: 'upsert,list' }],
    [{ unique: 'number,done' }],
    [{ only: 'list' }],
    [{ only: 'delete,restore' }],
  ])('can have %j', (options) => {
    expect(() => check('invoice', 'number:string,done:boolean,note:text', options)).not.toThrow();
  });
});

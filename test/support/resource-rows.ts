import type { Response } from 'supertest';
import type { Role } from '../../src/users/role.js';
import type { ApiClient } from './api-client.js';
import type { ParentOptions } from './describe-parts.js';
import { ExampleRows } from './example-rows.js';
import { type CreateSchema, type Parameter, ResourceDocument, type Route } from './resource-document.js';
import type { TestApp } from './test-app.js';
import type { SignedIn } from './test-users.js';

/** Makes a row of another table, and answers its id. */
export type IdOf = (table: string) => Promise<string>;

/** Makes the `n`-th body of a test file. */
type Make = (n: number, idOf: IdOf) => object | Promise<object>;

/** What the tests of an entity need to know of it; all else they read from its OpenAPI document. */
export interface ResourceOptions {
  /**
   * Who sees and writes rows: all who are signed in read, and the owner and admins write (`owned`, if left out); only the
   * owner and admins do either (`private`); all who are signed in do both (`shared`), and others read (`public-read`).
   * Of a part this is about its parent. A policy of its own (`custom`) is for the entity's own tests.
   */
  access?: 'owned' | 'private' | 'shared' | 'public-read' | 'custom';
  /** The roles that alone write, whoever owns a row; left out, all write whom `access` lets. */
  writers?: readonly Role[];
  /** The row that rows are a part of, if they are. */
  parent?: ParentOptions;
  /** The routes that there are; all if left out, `PUT /bulk` where there is a key for it. */
  only?: readonly Route[];
  /** The keys of which no two rows have the same value: a field, or several fields. */
  unique?: readonly (string | readonly string[])[];
  /** The sets of other rows that clients give: the property with the ids, by what the rows are called. */
  sets?: Readonly<Record<string, string>>;
  /** The body of the `n`-th new row, from 1: every field, each unique one with a value of its own. */
  create: Make;
  /** What the `n`-th row is changed to; differs from every row of `create`. */
  change: object | Make;
}

export type Row = Record<string, unknown> & { id: string };

/** Rows of one entity in one test file. */
export class ResourceRows {
  readonly unique: readonly (readonly string[])[];
  /** Somebody who may write. */
  readonly client: ApiClient;
  readonly #examples: ExampleRows;
  readonly #document: ResourceDocument;
  readonly #documents: object;
  #made = 0;

  constructor(
    readonly api: TestApp,
    readonly path: string,
    readonly options: ResourceOptions,
    document: object,
    writer: SignedIn,
  ) {
    this.unique = (options.unique ?? []).map((key) => [key].flat());
    this.client = writer.client;
    this.#documents = document;
    this.#document = this.documentOf(path);
    this.#examples = new ExampleRows(api, writer.id);
  }

  /** What the document says about another entity. */
  documentOf(path: string): ResourceDocument {
    return new ResourceDocument(this.#documents, path);
  }

  /** Makes a row of another table, and answers its id. */
  idOf(table: string): Promise<string> {
    return this.#examples.idOf(table);
  }

  /** The table that a field of a table refers to; undefined if it refers to none. */
  referenceOf(table: string, field: string): string | undefined {
    return this.#examples.referenceOf(table, field);
  }

  get routes(): Route[] {
    return this.#document.routes;
  }

  /** The schema of a new row. */
  get schema(): CreateSchema {
    return this.#document.createSchema;
  }

  /** The schema of a change. */
  get changeSchema(): CreateSchema {
    return this.#document.updateSchema;
  }

  /** The parameters of the list, by name. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#document.listParameters;
  }

  /** The fields that an upsert can change; undefined if there is no such route. */
  get upsertFields(): readonly string[] | undefined {
    return this.#document.upsertFields;
  }

  /**
   * A body that no row was made from yet.
   *
   * @param owner whose the rows are that it refers to; the writer's if left out
   */
  async body(owner?: string): Promise<Row> {
    return (await this.#call(this.options.create, owner)) as Row;
  }

  /** A body with no more than what it needs. */
  async smallestBody(): Promise<object> {
    const body = await this.body();
    return this.#creates
      ? Object.fromEntries((this.schema.required ?? []).map((name) => [name, body[name]]))
      : body;
  }

  async change(owner?: string): Promise<Row> {
    const { change } = this.options;
    return (typeof change === 'function' ? await this.#call(change as Make, owner) : change) as Row;
  }

  /** Creates a row by the writer; where there is no route for that, in the database. */
  async make(body?: object): Promise<Row> {
    const data = body ?? (await this.body());
    if (this.#creates) {
      const created = await this.client.post(this.path, data);
      expect(created.status).toBe(201);
      return created.body as Row;
    }
    const table = this.path.split('/').at(-1)!.replaceAll('-', '_');
    const id = await this.#examples.make(table, data as Row);
    return (await this.#read(id)) ?? { id };
  }

  /** The rows that a query finds. */
  async find(query: string, client = this.client): Promise<Row[]> {
    const found = await client.get(`${this.path}?${query}`);
    expect(found.status).toBe(200);
    return found.body.items as Row[];
  }

  async #read(id: string): Promise<Row | undefined> {
    if (this.routes.includes('get')) {
      return (await this.client.get(`${this.path}/${id}`)).body as Row;
    }
    return this.routes.includes('list')
      ? (await this.find('size=100')).find((row) => row.id === id)
      : undefined;
  }

  get #creates(): boolean {
    return this.routes.includes('create');
  }

  async #call(make: Make, owner?: string): Promise<object> {
    const examples = owner === undefined ? this.#examples : new ExampleRows(this.api, owner);
    return make(++this.#made, (table) => examples.idOf(table));
  }
}

/** The fields that an answer blames, each with the type of its fault. */
export function blamed(response: Response): Record<string, string> {
  const errors = (response.body.errors ?? []) as { loc: string[]; type: string }[];
  return Object.fromEntries(errors.map(({ loc, type }) => [loc.at(-1)!, type]));
}

/** Some fields of a row. */
export function pick(row: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

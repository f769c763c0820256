import type { Response } from 'supertest';
import type { TestApp } from './test-app.js';
import { ExampleRows } from './example-rows.js';
import { type CreateSchema, type Parameter, ResourceDocument } from './resource-document.js';

/** Makes a row of another table, and answers its id. */
export type IdOf = (table: string) => Promise<string>;

/** Makes the `n`-th body of a test file. */
type Make = (n: number, idOf: IdOf) => object | Promise<object>;

/** What the tests of an entity need to know of it; all else they read from its OpenAPI document. */
export interface ResourceOptions {
  /** The fields of which no two rows have the same value. */
  unique?: readonly string[];
  /** The body of the `n`-th new row, from 1: every field, each unique one with a value of its own. */
  create: Make;
  /** What the `n`-th row is changed to; differs from every row of `create`. */
  change: object | Make;
}

export type Row = Record<string, unknown> & { id: string };

/** Rows of one entity in one test file. */
export class ResourceRows {
  readonly unique: readonly string[];
  readonly #examples: ExampleRows;
  readonly #document: ResourceDocument;
  #made = 0;

  constructor(
    readonly api: TestApp,
    readonly path: string,
    private readonly options: ResourceOptions,
    document: object,
  ) {
    this.unique = options.unique ?? [];
    this.#document = new ResourceDocument(document, path);
    this.#examples = new ExampleRows(api, document);
  }

  /** The schema of a new row. */
  get schema(): CreateSchema {
    return this.#document.createSchema;
  }

  /** The fields that may be null. */
  get nullable(): string[] {
    const { properties } = this.schema;
    return Object.keys(properties).filter(
      (name) => properties[name]!.nullable ?? this.parameters.has(`${name}__isnull`),
    );
  }

  /** The parameters of the list, by name. */
  get parameters(): ReadonlyMap<string, Parameter> {
    return this.#document.listParameters;
  }

  /** The fields that an upsert can change; undefined if there is no such route. */
  get upsertFields(): readonly string[] | undefined {
    return this.#document.upsertFields;
  }

  /** A body that no row was made from yet. */
  async body(): Promise<Row> {
    return (await this.#call(this.options.create)) as Row;
  }

  async change(): Promise<Row> {
    const { change } = this.options;
    return (typeof change === 'function' ? await this.#call(change as Make) : change) as Row;
  }

  /** Creates a row by the client's user. */
  async make(body?: object): Promise<Row> {
    const created = await this.api.client.post(this.path, body ?? (await this.body()));
    expect(created.status).toBe(201);
    return created.body as Row;
  }

  /** The rows that a query finds. */
  async find(query: string, client = this.api.client): Promise<Row[]> {
    const found = await client.get(`${this.path}?${query}`);
    expect(found.status).toBe(200);
    return found.body.items as Row[];
  }

  async #call(make: Make): Promise<object> {
    return make(++this.#made, this.#idOf);
  }

  readonly #idOf: IdOf = (table) => this.#examples.idOf(table);
}

/** The fields that an answer blames, each with the type of its fault. */
export function blamed(response: Response): Record<string, string> {
  const errors = (response.body.errors ?? []) as { loc: string[]; type: string }[];
  return Object.fromEntries(errors.map(({ loc, type }) => [loc.at(-1)!, type]));
}

import type { ParentOptions } from './describe-parts.js';
import type { ResourceDocument, Route } from './resource-document.js';
import type { ResourceRows } from './resource-rows.js';

/** The rows that others are a part of, as the document describes them. */
export class ParentRows {
  readonly #document: ResourceDocument;

  constructor(
    private readonly rows: ResourceRows,
    private readonly parent: ParentOptions,
  ) {
    this.#document = rows.documentOf(parent.path);
  }

  has(route: Route): boolean {
    return this.#document.routes.includes(route);
  }

  /** Whether they can be made with their parts. */
  get takesParts(): boolean {
    return this.has('create') && this.parent.as in this.#document.createSchema.properties;
  }

  /** The body of one that can be made once: what it must have, by the examples of the document. */
  async body(): Promise<object> {
    const { required = [], properties } = this.#document.createSchema;
    const table = this.parent.path.split('/').at(-1)!.replaceAll('-', '_');
    const fields = await Promise.all(
      required.map(async (name) => {
        const target = this.rows.referenceOf(table, name);
        return [name, target ? await this.rows.idOf(target) : properties[name]!.example] as const;
      }),
    );
    return Object.fromEntries(fields);
  }
}

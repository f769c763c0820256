import { randomInt, randomUUID } from 'node:crypto';
import type { EntityMetadata } from '@mikro-orm/core';
import { Database } from '../../src/platform/database/database.js';
import { type PropertySchema, ResourceDocument } from './resource-document.js';
import type { TestApp } from './test-app.js';

/** Rows of any entity, made through the API from the examples in its OpenAPI document. */
export class ExampleRows {
  constructor(
    private readonly api: TestApp,
    private readonly document: object,
  ) {}

  /** Makes a row of a table, with the rows that it refers to, and answers its id. */
  async idOf(table: string): Promise<string> {
    if (table === 'users') {
      return (await this.api.signUp()).id;
    }
    const meta = this.#metadataOf(table);
    const path = `/api/v1/${table.replaceAll('_', '-')}`;
    const { required = [], properties } = new ResourceDocument(this.document, path).createSchema;
    const unique = new Set(meta.uniques.flatMap((one) => [one.properties ?? []].flat().map(String)));
    const body: Record<string, unknown> = {};
    for (const name of required) {
      const target = meta.props.find((property) => property.name === name)?.targetMeta?.tableName;
      const property = properties[name]!;
      body[name] = target ? await this.idOf(target) : unique.has(name) ? another(property) : property.example;
    }
    const created = await this.api.client.post(path, body);
    expect(created.status).toBe(201);
    return created.body.id as string;
  }

  #metadataOf(table: string): EntityMetadata {
    const all = [...this.api.app.get(Database).em.getMetadata().getAll().values()];
    return all.find(({ tableName }) => tableName === table)!;
  }
}

/** A value that no other row has. */
function another({ type, format, maxLength, minimum = 0, maximum = 2 ** 31 }: PropertySchema): unknown {
  if (type === 'integer') {
    return randomInt(Math.max(minimum, 0), maximum);
  }
  switch (format) {
    case 'int64':
      return String(randomInt(2 ** 47));
    case 'date':
      return new Date(randomInt(2 ** 42)).toISOString().slice(0, 10);
    default:
      return randomUUID().slice(-(maxLength ?? 36));
  }
}

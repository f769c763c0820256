import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { randomInt, randomUUID } from 'node:crypto';
import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import type { TestApp } from './test-app.js';

type Data = Record<string, unknown>;

interface Repository {
  create: (data: Data) => Promise<{ id: string }>;
}

/** What the repository fills in. */
const MANAGED = ['id', 'created_at', 'updated_at', 'deleted_at', 'version'];

/** Rows of any entity, made by its repository: also those that no route makes. */
export class ExampleRows {
  /** @param ownerId who owns them, where rows have an owner */
  constructor(
    private readonly api: TestApp,
    private readonly ownerId: string,
  ) {}

  /** Makes a row of a table, with the rows that it refers to, and answers its id. */
  async idOf(table: string): Promise<string> {
    if (table === 'users') {
      return (await this.api.signUp()).id;
    }
    const meta = this.#metadataOf(table);
    const data: Data = {};
    for (const property of meta.props.filter(isRequired)) {
      const target = property.kind === ReferenceKind.MANY_TO_ONE && property.targetMeta!.tableName;
      data[property.name] = target ? await this.idOf(target) : valueOf(property);
    }
    return this.make(table, data);
  }

  /** Makes a row of a table, and answers its id. */
  async make(table: string, data: Data): Promise<string> {
    const meta = this.#metadataOf(table);
    const database = this.api.app.get(Database);
    const owner = 'owner_id' in meta.properties ? { owner_id: this.ownerId } : {};
    const repository = database.em.getRepository(meta.class) as unknown as Repository;
    return runAsSystem('test', database, async () => (await repository.create({ ...data, ...owner })).id);
  }

  /** The table that a field of a table refers to; undefined if it refers to none. */
  referenceOf(table: string, field: string): string | undefined {
    return this.#metadataOf(table).properties[field as never]?.targetMeta?.tableName;
  }

  #metadataOf(table: string): EntityMetadata {
    const all = [...this.api.app.get(Database).em.getMetadata().getAll().values()];
    return all.find(({ tableName }) => tableName === table)!;
  }
}

function isRequired({ name, nullable, defaultRaw, columnTypes }: EntityProperty): boolean {
  return (
    columnTypes?.length > 0 &&
    !nullable &&
    defaultRaw === undefined &&
    !MANAGED.includes(name) &&
    name !== 'owner_id'
  );
}

/** A value that the column takes and that no other row has, if there are enough of them. */
function valueOf({ items, columnTypes, length = 36 }: EntityProperty): unknown {
  switch (columnTypes[0]!.replace(/\(.*/, '')) {
    case 'uuid':
      return randomUUID();
    case 'int':
    case 'double precision':
      return randomInt(2 ** 31);
    case 'bigint':
      return String(randomInt(2 ** 47));
    case 'numeric':
      return '1';
    case 'boolean':
      return true;
    case 'date':
      return new Date(randomInt(2 ** 42)).toISOString().slice(0, 10);
    case 'timestamptz':
      return new Date();
    case 'jsonb':
      return {};
    case 'text[]':
      return [];
    default:
      return items?.[0] ?? randomUUID().slice(-length);
  }
}

import { ArrayType, BigIntType, DecimalType, raw, types } from '@mikro-orm/core';
import { Embeddable, Embedded, Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '../../../src/platform/entity.js';
import { filterOf } from '../../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

/** A property of each type that MikroORM knows, see "Custom Types" and "Defining Entities" in its documentation. */
@Entity({ tableName: 'probe_samples' })
export class ProbeSample extends BaseEntity {
  @Property({ type: types.string, length: 20, nullable: true }) string!: string | null;
  @Property({ type: types.text, nullable: true }) text!: string | null;
  @Property({ type: types.character, length: 3, nullable: true }) character!: string | null;
  @Property({ type: types.integer, nullable: true }) integer!: number | null;
  @Property({ type: types.smallint, nullable: true }) smallint!: number | null;
  @Property({ type: types.tinyint, nullable: true }) tinyint!: number | null;
  @Property({ type: types.float, nullable: true }) float!: number | null;
  @Property({ type: types.double, nullable: true }) double!: number | null;
  @Property({ type: types.decimal, precision: 12, scale: 2, nullable: true }) decimal!: string | null;
  @Property({ type: new DecimalType('number'), precision: 12, scale: 2, nullable: true }) amount!:
    number | null;
  @Property({ type: new BigIntType('string'), nullable: true }) big_text!: string | null;
  @Property({ type: new BigIntType('number'), nullable: true }) big_number!: number | null;
  @Property({ type: new BigIntType('bigint'), nullable: true }) big_int!: bigint | null;
  @Property({ type: types.boolean, nullable: true }) boolean!: boolean | null;
  @Property({ type: types.date, nullable: true }) date!: string | null;
  @Property({ type: types.time, length: 0, nullable: true }) time!: string | null;
  @Property({ type: types.datetime, length: 3, nullable: true }) datetime!: Date | null;
  @Property({ type: types.interval, nullable: true }) interval!: string | null;
  @Property({ type: types.uuid, nullable: true }) uuid!: string | null;
  @Property({ type: types.json, nullable: true }) json!: unknown;
  @Property({ type: types.array, nullable: true }) texts!: string[] | null;
  @Property({ type: new ArrayType((item) => Number(item)), columnType: 'int[]', nullable: true }) numbers!:
    number[] | null;
  @Property({ type: types.blob, nullable: true }) blob!: Buffer | null;
  @Property({ type: types.uint8array, nullable: true }) bytes!: Uint8Array | null;
  @Enum({ items: ['a', 'b'], nullable: true }) letter!: string | null;
  @Enum({ items: [1, 2], nullable: true }) number!: number | null;
  @Enum({ items: ['a', 'b'], array: true, nullable: true }) letters!: string[] | null;
  @Enum({ items: ['x', 'y'], nativeEnumName: 'sample_native', nullable: true }) native!: string | null;
}

/** The same for the types whose values SQL gives and takes as they are. */
@Entity({ tableName: 'probe_plain_samples' })
export class ProbePlainSample extends BaseEntity {
  @Property({ type: types.string, length: 20, nullable: true }) string!: string | null;
  @Property({ type: types.integer, nullable: true }) integer!: number | null;
  @Property({ type: types.double, nullable: true }) double!: number | null;
  @Property({ type: types.decimal, precision: 12, scale: 2, nullable: true }) decimal!: string | null;
  @Property({ type: new DecimalType('number'), precision: 12, scale: 2, nullable: true }) amount!:
    number | null;
  @Property({ type: new BigIntType('string'), nullable: true }) big_text!: string | null;
  @Property({ type: new BigIntType('number'), nullable: true }) big_number!: number | null;
  @Property({ type: types.boolean, nullable: true }) boolean!: boolean | null;
  @Property({ type: types.date, nullable: true }) date!: string | null;
  @Property({ type: types.time, length: 0, nullable: true }) time!: string | null;
  @Property({ type: types.datetime, length: 3, nullable: true }) datetime!: Date | null;
  @Property({ type: types.uuid, nullable: true }) uuid!: string | null;
  @Property({ type: types.json, nullable: true }) json!: unknown;
  @Property({ type: types.array, nullable: true }) texts!: string[] | null;
  @Enum({ items: ['a', 'b'], nullable: true }) letter!: string | null;
  @Enum({ items: [1, 2], nullable: true }) number!: number | null;
  @Enum({ items: ['x', 'y'], nativeEnumName: 'sample_native', nullable: true }) native!: string | null;
}

@Embeddable()
export class Part {
  @Property({ type: 'text' })
  name!: string;
}

/** Values that the database or the class makes. */
@Entity({ tableName: 'probe_made' })
export class ProbeMade extends BaseEntity {
  @Property({ type: 'text' })
  name: string;

  @Property({ type: 'text', defaultRaw: `'made ' || 'there'` })
  there!: string;

  @Property({ type: 'integer', default: raw('6 * 7') })
  answer!: number;

  @Property({ type: 'integer', autoincrement: true })
  place!: number;

  @Property({ type: 'text', generated: (columns) => `(upper(${columns.name})) stored` })
  loud!: string;

  @Embedded(() => Part, { array: true })
  parts: Part[] = [];

  constructor(name: string) {
    super();
    this.name = `the ${name}`;
  }

  /** No property of MikroORM's. */
  get initial(): string {
    return this.name.slice(4, 5);
  }

  greet(whom: string): string {
    return `${this.name} greets ${whom}`;
  }
}

export class SamplesRepository extends BaseRepository<ProbeSample> {
  constructor(database: Database) {
    super(database, ProbeSample, { filter: filterOf<ProbeSample>({ fields: {}, search: [], order_by: [] }) });
  }
}

export class PlainSamplesRepository extends BaseRepository<ProbePlainSample> {
  constructor(database: Database) {
    super(database, ProbePlainSample, {
      filter: filterOf<ProbePlainSample>({ fields: {}, search: [], order_by: [] }),
    });
  }
}

export class MadeRepository extends BaseRepository<ProbeMade> {
  constructor(database: Database) {
    super(database, ProbeMade, { filter: filterOf<ProbeMade>({ fields: {}, search: [], order_by: [] }) });
  }
}

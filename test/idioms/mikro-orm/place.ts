import { type EntityProperty, type Platform, Type } from '@mikro-orm/core';
import { Embeddable, Embedded, Entity, Enum, Formula, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE } from '../../../src/platform/entity.js';

/** MikroORM's documentation, "Custom Types": a class of values, and how the database holds them. */
export class Point {
  constructor(
    public latitude: number,
    public longitude: number,
  ) {}
}

export class PointType extends Type<Point | undefined, string | undefined> {
  override convertToDatabaseValue(value: Point | undefined): string | undefined {
    return value && `(${value.latitude},${value.longitude})`;
  }

  override convertToJSValue(value: string | undefined): Point | undefined {
    const [, latitude, longitude] = /^\((.*),(.*)\)$/.exec(value ?? '') ?? [];
    return latitude === undefined ? undefined : new Point(Number(latitude), Number(longitude));
  }

  override convertToJSValueSQL(key: string): string {
    return `(${key})::text`;
  }

  override convertToDatabaseValueSQL(key: string): string {
    return `(${key})::point`;
  }

  override getColumnType(_prop: EntityProperty, _platform: Platform): string {
    return 'point';
  }
}

/** A custom type that works in SQL alone: names are stored in capitals, and given in small letters. */
export class CapitalsType extends Type<string, string> {
  override convertToDatabaseValueSQL(key: string): string {
    return `upper(${key})`;
  }

  override convertToJSValueSQL(key: string): string {
    return `lower(${key})`;
  }

  override getColumnType(): string {
    return 'text';
  }
}

/** A custom type that works in JavaScript alone: a list as a text with commas. */
export class CommaListType extends Type<string[] | null, string | null> {
  override convertToDatabaseValue(value: string[] | null): string | null {
    return value && value.join(',');
  }

  override convertToJSValue(value: string | null): string[] | null {
    return value === null ? null : value.split(',');
  }

  override getColumnType(): string {
    return 'text';
  }
}

/** "Embeddables". */
@Embeddable()
export class Address {
  @Property({ type: 'text', nullable: true })
  street!: string | null;

  @Property({ type: 'text' })
  city!: string;

  @Property({ type: 'text', fieldName: 'country_code', default: 'XX' })
  country!: string;
}

/** "Defining Entities": enums of texts, numbers and several values. */
export enum Season {
  SPRING = 'spring',
  SUMMER = 'summer',
}

export enum Rank {
  LOW = 1,
  HIGH = 2,
}

@Entity({ tableName: 'probe_places' })
@Unique({ properties: ['name'], where: LIVE })
export class ProbePlace extends BaseEntity {
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: PointType, nullable: true })
  location!: Point | null;

  @Property({ type: CapitalsType, nullable: true })
  code!: string | null;

  @Property({ type: CommaListType, nullable: true })
  languages!: string[] | null;

  @Property({ type: 'integer', fieldName: 'number_of_beds', default: 1 })
  beds!: number;

  @Formula((columns) => `${columns.beds} * 2`, { type: 'integer' })
  guests!: number;

  @Embedded(() => Address)
  address!: Address;

  @Embedded(() => Address, { object: true, nullable: true })
  billing!: Address | null;

  @Enum({ items: () => Season, array: true, default: [] })
  seasons!: Season[];

  @Enum({ items: () => Rank, default: Rank.LOW })
  rank!: Rank;

  @Property({ type: 'text', lazy: true, nullable: true })
  story!: string | null;

  @Property({ type: 'text', hidden: true, nullable: true })
  secret!: string | null;

  @Property({ type: 'integer', persist: false })
  visitors?: number;

  @Property({ type: 'text', persist: false })
  get label(): string {
    return `${this.name} in ${this.address.city}`;
  }
}

import { Entity, Index, PrimaryKey, Property } from '@mikro-orm/decorators/legacy';

/** A request that was carried out, and its answer. There is no row for a request in progress, see `IdempotentRequest`. */
@Entity({ tableName: 'idempotency_keys' })
@Index({ properties: ['expires_at'] })
export class IdempotencyKey {
  @PrimaryKey({ type: 'uuid' })
  user_id!: string;

  /** Method and route template. */
  @PrimaryKey({ type: 'text' })
  route!: string;

  @PrimaryKey({ type: 'string', length: 255 })
  key!: string;

  /** Tells a repetition from another request with the same key. */
  @Property({ type: 'text' })
  fingerprint!: string;

  @Property({ type: 'smallint' })
  status!: number;

  /** The headers that followed from the answer, by lower-case name. */
  @Property({ type: 'json' })
  headers!: Record<string, string>;

  /** The body as it was sent. */
  @Property({ type: 'text' })
  body!: string;

  @Property({ type: 'datetime', length: 3 })
  expires_at!: Date;
}

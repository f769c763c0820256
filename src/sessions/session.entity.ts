import { Entity, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Reference } from '../platform/core/entity/reference.js';

/** One sign-in. It is removed when it ends, so it has none of the marks of other entities. */
@Entity({ tableName: 'sessions' })
export class Session {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Index()
  @Reference('users', { onDelete: 'cascade' })
  user_id!: string;

  /** SHA-256 of the token; the token itself is kept nowhere. */
  @Unique()
  @Property({ type: 'blob' })
  token_hash!: Uint8Array;

  @Property({ type: 'datetime', length: 3 })
  created_at!: Date;

  /** The end of the session, used or not. */
  @Index()
  @Property({ type: 'datetime', length: 3 })
  expires_at!: Date;

  /** To the minute; decides about the idle timeout. */
  @Index()
  @Property({ type: 'datetime', length: 3 })
  last_used_at!: Date;

  /** Where the database's log stood, in bytes, after the session's latest write; kept only where there are replicas. */
  @Property({ type: 'bigint', runtimeType: 'string', nullable: true })
  wrote_lsn!: string | null;

  @Property({ type: 'string', length: 45, nullable: true })
  ip_address!: string | null;

  @Property({ type: 'string', length: 512, nullable: true })
  user_agent!: string | null;
}

import { Entity, Enum, Index, PrimaryKey, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Reference } from '../platform/core/entity/reference.js';
import { MAIL_PURPOSES, type MailPurpose } from './mail-purpose.js';

/** The other half of a link in a mail: it works once, until it expires. */
@Entity({ tableName: 'mail_tokens' })
export class MailToken {
  @PrimaryKey({ type: 'uuid' })
  id!: string;

  @Index()
  @Reference('users', { onDelete: 'cascade' })
  user_id!: string;

  @Enum({ items: () => MAIL_PURPOSES })
  purpose!: MailPurpose;

  /** SHA-256 of the token; the token itself is in the mail only. */
  @Unique()
  @Property({ type: 'blob' })
  token_hash!: Uint8Array;

  @Property({ type: 'datetime', length: 3 })
  created_at!: Date;

  @Index()
  @Property({ type: 'datetime', length: 3 })
  expires_at!: Date;
}

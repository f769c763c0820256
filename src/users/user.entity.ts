import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '../platform/core/entity/base.entity.js';
import { SearchIndex } from '../platform/core/entity/search-index.js';
import { ROLES, type Role } from './role.js';

/** Somebody who can sign in. */
@Entity({ tableName: 'users' })
@Unique({ properties: ['email'], where: { deleted_at: null } })
@SearchIndex('email', 'display_name')
export class User extends BaseEntity {
  /** In lower case. */
  @Property({ type: 'string', length: 254 })
  email!: string;

  /** Argon2id in PHC format. Documented nowhere, and so never answered. */
  @Property({ type: 'text' })
  password_hash!: string;

  @Property({ type: 'string', length: 100 })
  display_name!: string;

  @Enum({ items: () => ROLES, default: 'user' })
  role!: Role;

  @Property({ type: 'boolean', default: true })
  is_active!: boolean;

  @Property({ type: 'datetime', length: 3, nullable: true })
  email_verified_at!: Date | null;
}

import { EntityRepositoryType } from '@mikro-orm/core';
import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE, Listed, Policy, SearchIndex } from '../platform/entity.js';
import { ROLES, type Role } from './role.js';
import { userFilter } from './user.filter.js';
import { userPolicy } from './user.policy.js';
import type { UsersRepository } from './users.repository.js';

/** Somebody who can sign in. */
@Entity({ tableName: 'users' })
@Unique({ properties: ['email'], where: LIVE })
@Listed(userFilter)
@SearchIndex('email', 'display_name')
@Policy(userPolicy)
export class User extends BaseEntity {
  [EntityRepositoryType]?: UsersRepository;

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

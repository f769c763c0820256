import { Entity, Property, Unique } from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE, Parent, Policy } from '../../src/platform/entity.js';
import {
  type Actor,
  owned,
  partOf,
  privateTo,
  publicRead,
  shared,
  within,
  writtenBy,
} from '../../src/platform/policy.js';

/** What every kind of note has; they differ in their policies alone. */
abstract class Note extends BaseEntity {
  @Property({ type: 'string' }) code!: string;
  @Property({ type: 'integer', default: 0 }) size!: number;
  @Property({ type: 'uuid', nullable: true }) owner_id!: string | null;
}

@Entity({ tableName: 'owned_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(owned<OwnedNote>('owner_id'))
export class OwnedNote extends Note {}

@Entity({ tableName: 'private_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(privateTo<PrivateNote>('owner_id'))
export class PrivateNote extends Note {}

@Entity({ tableName: 'shared_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(shared<SharedNote>())
export class SharedNote extends Note {}

@Entity({ tableName: 'public_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(publicRead(shared<PublicNote>()))
export class PublicNote extends Note {}

@Entity({ tableName: 'managed_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(writtenBy(['admin'], owned<ManagedNote>('owner_id')))
export class ManagedNote extends Note {}

@Entity({ tableName: 'part_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(partOf<PartNote>('parent_id', 'owned_notes'))
export class PartNote extends Note {
  @Parent('owned_notes', { as: 'parts' }) parent_id!: string;
}

/** The tenants of the users of a test, by their ids. */
export const TENANTS = new Map<string, string>();

export function tenantOf(actor: Actor): string | undefined {
  return actor.kind === 'user' ? TENANTS.get(actor.id) : undefined;
}

@Entity({ tableName: 'tenant_notes' })
@Unique({ properties: ['tenant', 'code'], where: LIVE })
@Policy(within(owned<TenantNote>('owner_id'), 'tenant', tenantOf))
export class TenantNote extends Note {
  @Property({ type: 'string' }) tenant!: string;
}

export const NOTES = [
  OwnedNote,
  PrivateNote,
  SharedNote,
  PublicNote,
  ManagedNote,
  PartNote,
  TenantNote,
] as const;

export type AnyNote = InstanceType<(typeof NOTES)[number]>;

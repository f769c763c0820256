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

@Entity({ tableName: 'probe_owned_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(owned<ProbeOwnedNote>('owner_id'))
export class ProbeOwnedNote extends Note {}

@Entity({ tableName: 'probe_private_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(privateTo<ProbePrivateNote>('owner_id'))
export class ProbePrivateNote extends Note {}

@Entity({ tableName: 'probe_shared_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(shared<ProbeSharedNote>())
export class ProbeSharedNote extends Note {}

@Entity({ tableName: 'probe_public_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(publicRead(shared<ProbePublicNote>()))
export class ProbePublicNote extends Note {}

@Entity({ tableName: 'probe_managed_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(writtenBy(['admin'], owned<ProbeManagedNote>('owner_id')))
export class ProbeManagedNote extends Note {}

@Entity({ tableName: 'probe_part_notes' })
@Unique({ properties: ['code'], where: LIVE })
@Policy(partOf<ProbePartNote>('parent_id', 'probe_owned_notes'))
export class ProbePartNote extends Note {
  @Parent('probe_owned_notes', { as: 'parts' }) parent_id!: string;
}

/** The tenants of the users of a test, by their ids. */
export const TENANTS = new Map<string, string>();

export function tenantOf(actor: Actor): string | undefined {
  return actor.kind === 'user' ? TENANTS.get(actor.id) : undefined;
}

@Entity({ tableName: 'probe_tenant_notes' })
@Unique({ properties: ['tenant', 'code'], where: LIVE })
@Policy(within(owned<ProbeTenantNote>('owner_id'), 'tenant', tenantOf))
export class ProbeTenantNote extends Note {
  @Property({ type: 'string' }) tenant!: string;
}

export const NOTES = [
  ProbeOwnedNote,
  ProbePrivateNote,
  ProbeSharedNote,
  ProbePublicNote,
  ProbeManagedNote,
  ProbePartNote,
  ProbeTenantNote,
] as const;

export type AnyNote = InstanceType<(typeof NOTES)[number]>;

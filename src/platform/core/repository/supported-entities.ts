import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { ManagedColumn } from '../entity/base.entity.js';
import { isReference } from './columns.js';
import { StartError } from '../../errors/start-error.js';

const MANAGED: readonly ManagedColumn[] = ['id', 'created_at', 'updated_at', 'deleted_at', 'version'];

/**
 * Refuses what a repository cannot honour, so that nothing is ignored in silence.
 *
 * @throws StartError with class, member, and what to do instead
 */
export function refuseUnsupported(meta: EntityMetadata): void {
  const refuse = (member: string, what: string): never => {
    throw new StartError(
      `${meta.className}${member}: a repository of BaseRepository cannot have ${what}. ` +
        `Change the entity, or query it by the EntityManager alone.`,
    );
  };
  for (const name of MANAGED) {
    const prop = meta.properties[name as never] as EntityProperty | undefined;
    if (prop?.fieldNames[0] !== name) {
      refuse(`.${name}`, prop ? 'a column of another name for it' : 'rows without it: extend BaseEntity');
    }
  }
  if (meta.versionProperty !== 'version') {
    refuse(`.${meta.versionProperty}`, 'a version beside the one of BaseEntity');
  }
  if (meta.readonly) {
    refuse('', 'rows that are only read (readonly)');
  }
  if (meta.orderBy) {
    refuse('', 'an order of its own (orderBy), which its filter declares as default_order');
  }
  if (meta.schema === '*') {
    refuse('', 'a schema that each statement names');
  }
  if (meta.root.inheritanceType) {
    refuse('', 'inheritance between tables');
  }
  if (meta.expression || meta.virtual) {
    refuse('', 'a view');
  }
  if (meta.primaryKeys.length !== 1 || meta.primaryKeys[0] !== 'id') {
    refuse('', 'a primary key other than `id`');
  }
  for (const prop of meta.props) {
    if (isReference(prop) && (prop.polymorphic || prop.fieldNames.length > 1)) {
      refuse(`.${prop.name}`, 'a reference of several columns or to several tables');
    }
  }
}

/**
 * Whether rows of an entity are nothing but their columns. They are not where the class adds something of its own:
 * getters, embeddables, values from its constructor, callbacks that look at the entity.
 */
export function isPlain(meta: EntityMetadata): boolean {
  return (
    meta.props.every((prop) => isPlainProperty(prop)) &&
    (meta.constructorParams ?? []).length === 0 &&
    !meta.forceConstructor &&
    !hasInitializers(meta)
  );
}

function isPlainProperty(prop: EntityProperty): boolean {
  const looksAtEntity = [prop.onCreate, prop.onUpdate].some((callback) => (callback?.length ?? 0) > 0);
  return !prop.getter && !prop.serializer && prop.kind !== ReferenceKind.EMBEDDED && !looksAtEntity;
}

/** Whether the class gives new rows a value that its metadata does not tell, `token = newToken()` for instance. */
function hasInitializers({ class: entity, props }: EntityMetadata): boolean {
  const made = new (entity as new () => Record<string, unknown>)();
  return props.some(
    ({ name, kind, default: initial, onCreate }) =>
      kind === ReferenceKind.SCALAR && made[name] !== undefined && initial === undefined && !onCreate,
  );
}

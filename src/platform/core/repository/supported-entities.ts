import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import { isReference } from './columns.js';

/**
 * Refuses what a repository cannot honour, so that nothing is ignored in silence.
 *
 * @throws Error with class, member, and what to do instead
 */
export function refuseUnsupported(meta: EntityMetadata): void {
  const refuse = (member: string, what: string): never => {
    throw new Error(
      `${meta.className}${member}: a repository of BaseRepository cannot have ${what}. ` +
        `Change the entity, or query it by the EntityManager alone.`,
    );
  };
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

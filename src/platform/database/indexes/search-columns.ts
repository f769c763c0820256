const columns = new WeakMap<object, readonly string[]>();

/** Keeps which properties of an entity are searched by parts of their text. */
export function declareSearched(entity: object, properties: readonly string[]): void {
  columns.set(entity, [...searchedOf(entity), ...properties]);
}

/** The properties of an entity that are searched by parts of their text, and have indexes for it. */
export function searchedOf(entity: object): readonly string[] {
  return columns.get(entity) ?? [];
}

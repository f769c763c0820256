/** What the lists of an entity may ask of its own columns, by property. */
export interface ListDeclaration {
  /** What they are sorted by. */
  sorted: readonly string[];
  /** What they are filtered by for one value, or some. */
  equal: readonly string[];
  /** What their rows belong to: lists of one such owner have every order. */
  within: readonly string[];
  /** The order when none is asked for. */
  order: readonly { field: string; descending: boolean }[];
  /** Why some of these have no index. */
  unindexed: Readonly<Record<string, string>>;
}

const declarations = new WeakMap<object, ListDeclaration>();
const asked = new WeakMap<object, ListDeclaration>();

/** Keeps what the lists of an entity may ask for, so that its indexes follow from it. */
export function declareList(entity: object, declaration: ListDeclaration): void {
  declarations.set(entity, declaration);
}

/** What the lists of an entity may ask for; undefined if nobody has said so. */
export function listOf(entity: object): ListDeclaration | undefined {
  return declarations.get(entity);
}

/** Keeps what a repository lets the lists of its entity ask for: whether there are indexes for it can be looked up. */
export function noteAsked(entity: object, declaration: ListDeclaration): void {
  asked.set(entity, declaration);
}

/** What the lists of an entity ask for; undefined if no repository has said so. */
export function askedOf(entity: object): ListDeclaration | undefined {
  return asked.get(entity);
}

/** Words of TypeScript that cannot name a property or a variable. */
export const RESERVED: ReadonlySet<string> = new Set(
  'arguments await break case catch class const constructor continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected prototype public return static super switch this throw true try typeof undefined var void while with yield'.split(
    ' ',
  ),
);

/** Classes and decorators that the files of an entity mean by these names, beside its own class. */
export const TAKEN_CLASSES: ReadonlySet<string> = new Set(
  [
    'App Array BigInt Boolean Bulk Config Date Error Function Health Http Json Module Number Object Promise Record String Symbol',
    'BaseEntity Entity EntityRepositoryType Enum Index JoinReference Listed Parent Policy Property Reference SearchIndex Unique',
    'BaseRepository Database Injectable',
    'BaseService Created Deleted Upserted UpsertOptions Versions Writes',
    'Body Controller CreateManyRoute CreateRoute DeleteManyRoute DeleteRoute GetRoute IdParam Ids IfMatch Include Included ListQuery',
    'ListRoute Many Page Public RestoreRoute UpdateRoute Upsert UpsertRoute',
  ]
    .join(' ')
    .split(' '),
);

/** Methods of a generated controller, beside which the service has a name. */
export const TAKEN_MEMBERS: ReadonlySet<string> = new Set(
  'create createMany delete deleteMany get list restore update upsertMany'.split(' '),
);

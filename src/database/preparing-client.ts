import pg from 'pg';

/** More shapes than this are sent unprepared: every name costs memory in each server connection. */
const MAX_PREPARED = 1_000;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  let name = names.get(text);
  if (!name && names.size < MAX_PREPARED) {
    name = `strata_${names.size + 1}`;
    names.set(text, name);
  }
  return name;
}

type Query = (...args: unknown[]) => unknown;

/**
 * A `pg.Client` that prepares each statement with bound values once per connection, under a name of its own, so that
 * the server parses and plans it once. Text without values (transaction control, migrations) passes through.
 */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = super.query.bind(this) as Query;
    const query: Query = (first, values, ...rest) =>
      typeof first === 'string' && Array.isArray(values) && values.length > 0
        ? send({ name: nameOf(first), text: first, values }, ...rest)
        : send(first, values, ...rest);
    this.query = query as typeof this.query;
  }
}

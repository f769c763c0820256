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
 *
 * The promise of such a statement is made here from pg's callback: with pg's own promises, whatever a request leaves
 * behind survives until a full garbage collection (docs/performance.md, "Memory").
 */
export class PreparingClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    const send = super.query.bind(this) as Query;
    const query: Query = (first, values, ...rest) => {
      if (typeof first !== 'string' || !Array.isArray(values) || values.length === 0) {
        return send(first, values, ...rest);
      }
      const statement = { name: nameOf(first), text: first, values };
      return rest.length > 0 ? send(statement, ...rest) : promised((done) => send(statement, done));
    };
    this.query = query as typeof this.query;
  }
}

function promised(run: (done: (error: Error | null, result: unknown) => void) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error ? reject(error) : resolve(result)));
  });
}

import pg from 'pg';
import type { SessionSettings } from './session-settings.js';
import type { StatementNames } from './statement-names.js';

type Done = (error: (Error & { code?: string }) | null, result: unknown) => void;

type Send = (...args: unknown[]) => unknown;

/** What `pg` has and does not declare. */
interface Undeclared {
  getStartupConf(): Record<string, string>;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
  connection: NodeJS.EventEmitter;
}

const Client = pg.Client as unknown as new (config?: string | pg.ClientConfig) => pg.Client & Undeclared;

const BEGIN = /^(begin|start transaction)/;

/** What may run in a transaction of its own as well as without. */
const ALONE = /^\s*(select|insert|update|delete|with)\b/i;

/** What the clients of one pool have in common. */
export interface SessionOptions {
  settings: SessionSettings;
  /** Names for prepared statements; without, none is prepared. */
  names?: StatementNames;
  /** Sees the text of each statement before it is sent. */
  watch?: (text: string) => void;
}

/**
 * The class of a pool's clients: a `pg.Client` that starts its session with our settings, and prepares each statement
 * with bound values once per connection, so that the server parses and plans it once. Text without values (transaction
 * control, migrations) is not prepared.
 *
 * The promise of such a statement is made here from pg's callback: with pg's own promises, whatever a request leaves
 * behind survives until a full garbage collection (docs/performance.md, "Memory").
 */
export function sessionClient({ settings, names, watch }: SessionOptions): new () => pg.Client {
  return class SessionClient extends Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const send = super.query.bind(this) as Send;
      const prepared = (text: string, values: unknown[], done: Done): unknown => {
        const name = names?.of(text);
        if (!name) {
          return send({ text, values }, done);
        }
        // An error inside a transaction has ended it: only its owner can begin again.
        const alone = this.getTransactionStatus() !== 'T';
        return send({ name, text, values }, (error: Parameters<Done>[0], result: unknown) => {
          if (error && names!.isToBlame(text, name, error.code) && alone) {
            send({ text, values }, done);
          } else {
            done(error, result);
          }
        });
      };
      const single = (text: string, values: unknown, ...rest: unknown[]): unknown => {
        if (!Array.isArray(values) || values.length === 0) {
          return send(BEGIN.test(text) ? settings.begin(text) : text, values, ...rest);
        }
        const [done] = rest as [Done?];
        return done ? prepared(text, values, done) : promised((finish) => prepared(text, values, finish));
      };
      /** Gives a statement on its own the limits that its session lacks. */
      const limited = async (text: string, values: unknown): Promise<unknown> => {
        await single('begin', []);
        try {
          const result = await single(text, values);
          await single('commit', []);
          return result;
        } catch (error) {
          // The first error is the one to tell; a connection that cannot roll back is lost, and the pool drops it.
          await Promise.resolve(single('rollback', [])).catch(() => undefined);
          throw error;
        }
      };
      const query: Send = (first, values, ...rest) => {
        if (typeof first !== 'string') {
          return send(first, values, ...rest);
        }
        watch?.(first);
        const alone = settings.lackLimits && this.getTransactionStatus() !== 'T' && ALONE.test(first);
        return alone && rest.length === 0 ? limited(first, values) : single(first, values, ...rest);
      };
      this.query = query as typeof this.query;
      this.connection.on('errorMessage', (error: Error & { code?: string }) => {
        if (error.code === '08P01' && /startup parameter/.test(error.message)) {
          settings.refuseOptions();
        }
      });
    }

    override getStartupConf(): Record<string, string> {
      const conf = super.getStartupConf();
      return { ...conf, ...settings.startup(conf.options) };
    }
  };
}

function promised(run: (done: Done) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error ? reject(error) : resolve(result)));
  });
}

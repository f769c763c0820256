import 'reflect-metadata';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { readArguments, UsageError } from './arguments.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import {
  migrate,
  pendingMigrations,
  undoMigration,
  unknownMigrations,
  withoutTimeLimits,
} from '../database/migrations.js';
import { openDatabase } from '../database/open-database.js';
import { createBlankMigration, createMigration } from './create-migration.js';
import { withScratchDatabase } from './scratch-database.js';

const USAGE = `Usage: npm run migration:<command>
  create -- --name <what_it_does>   writes a migration for what has changed in the entities, and tries it
  create -- --name <what> --blank   writes an empty one, to be filled in by hand
  up                                runs what is pending
  down                              undoes the latest one
  pending                           lists what is pending; exit code 1 if there is any
  check                             fails if entities and migrations differ, or a migration cannot be undone`;

const DIRECTORY = path.resolve('migrations');

interface Options {
  name?: string;
  blank?: boolean;
}

type Command = (config: Config, options: Options) => Promise<void>;

const commands: Record<string, Command> = {
  create: async (config, { name, blank }) => {
    if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new Error('Name the migration in snake_case: npm run migration:create -- --name add_items');
    }
    if (blank) {
      const file = await createBlankMigration(DIRECTORY, name);
      say(`Wrote ${shown(file)}, which does nothing yet. Fill it in, then run: npm run migration:check`);
      return;
    }
    const written = await withScratchDatabase(config, (scratch) =>
      withDatabase(scratch, async (orm) => {
        await orm.migrator.up();
        const ask = process.stdin.isTTY && process.stdout.isTTY ? yesOrNo : undefined;
        return createMigration({ orm, directory: DIRECTORY, name, ask });
      }),
    );
    if (!written) {
      say('Nothing to do: the migrations make what the entities say.');
      return;
    }
    say(`Wrote ${shown(written.file)}; up, down and up again works on an empty database.`);
    written.warnings.forEach((warning) => say(`Warning: ${warning}.`));
    say('Read it, then run: npm run migration:up');
  },

  up: async (config) => {
    await withDatabase(config, async (orm) =>
      say(listed('Ran', await migrate(orm, config), 'Nothing was pending.')),
    );
  },

  down: async (config) => {
    await withDatabase(config, async (orm) => {
      const latest = (await orm.migrator.getExecuted()).at(-1)?.name;
      const unknown = await unknownMigrations(orm);
      if (latest && unknown.includes(latest)) {
        throw new Error(
          `The latest migration of this database is ${latest}, which is not among those of this code. Undo it with the version that has it.`,
        );
      }
    });
    say(listed('Undid', await undoMigration(config), 'There is nothing to undo.'));
  },

  pending: async (config) => {
    await withDatabase(config, async (orm) => {
      const pending = await pendingMigrations(orm);
      say(listed('Pending', pending, 'Nothing is pending.'));
      const unknown = await unknownMigrations(orm);
      if (unknown.length > 0) {
        say(`The database is newer than this code, which does not know: ${unknown.join(', ')}`);
      }
      process.exitCode = pending.length > 0 ? 1 : 0;
    });
  },

  check: async (config) => {
    await withScratchDatabase(config, (scratch) =>
      withoutTimeLimits(scratch, async (migrator) => {
        await migrator.up();
        if (await migrator.checkSchema()) {
          throw new Error(
            'Entities and migrations differ. Run: npm run migration:create -- --name <what_changed>',
          );
        }
        await migrator.down({ to: 0 });
        await migrator.up();
        if (await migrator.checkSchema()) {
          throw new Error(
            'After down and up again the schema is another one: correct the down() of the migrations.',
          );
        }
      }),
    );
    say('Entities and migrations agree; up, down and up again works.');
  },
};

async function withDatabase<T>(
  config: Config,
  work: (orm: Parameters<typeof pendingMigrations>[0]) => Promise<T>,
): Promise<T> {
  const { orm, close } = await openDatabase(config);
  try {
    return await work(orm);
  } finally {
    await close();
  }
}

async function yesOrNo(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} (y/N) `)).trim());
  } finally {
    terminal.close();
  }
}

function shown(file: string): string {
  return path.relative('.', file);
}

function listed(verb: string, names: string[], none: string): string {
  return names.length > 0 ? `${verb}: ${names.join(', ')}` : none;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const { positionals, values } = readArguments(USAGE, {
    allowPositionals: true,
    options: { name: { type: 'string' }, blank: { type: 'boolean' } },
  });
  const [name = '', ...others] = positionals;
  const command = commands[name];
  if (!command || others.length > 0 || (name !== 'create' && (values.name ?? values.blank) !== undefined)) {
    throw new UsageError(USAGE);
  }
  await command(loadConfig(), values);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

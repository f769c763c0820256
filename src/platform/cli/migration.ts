import 'reflect-metadata';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { migrate, pendingMigrations, withoutTimeLimits } from '../database/migrations.js';
import { openDatabase } from '../database/open-database.js';
import { writeFormatted } from './format.js';
import { withScratchDatabase } from './scratch-database.js';

const USAGE = `Usage: npm run migration:<command>
  create -- --name <what_it_does>   writes a migration for what has changed in the entities
  up                                runs what is pending
  down                              undoes the latest one
  pending                           lists what is pending; exit code 1 if there is any
  check                             fails if entities and migrations differ, or a migration cannot be undone`;

type Command = (config: Config, name: string | undefined) => Promise<void>;

const commands: Record<string, Command> = {
  create: async (config, name) => {
    if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
      throw new Error('Name the migration in snake_case: npm run migration:create -- --name add_items');
    }
    const { fileName, code } = await withScratchDatabase(config, (scratch) =>
      withoutTimeLimits(scratch, async (migrator) => {
        await migrator.up();
        return migrator.create(path.resolve('migrations'), false, false, name);
      }),
    );
    if (!fileName) {
      say('Nothing to do: the migrations make what the entities say.');
      return;
    }
    await writeFormatted(path.resolve('migrations', fileName), code);
    say(`Wrote migrations/${fileName}. Read it, then run: npm run migration:up`);
  },

  up: async (config) => {
    await withDatabase(config, async (orm) =>
      say(listed('Ran', await migrate(orm, config), 'Nothing was pending.')),
    );
  },

  down: async (config) => {
    const undone = await withoutTimeLimits(config, (migrator) => migrator.down());
    say(
      listed(
        'Undid',
        undone.map(({ name }) => name),
        'There is nothing to undo.',
      ),
    );
  },

  pending: async (config) => {
    await withDatabase(config, async (orm) => {
      const pending = await pendingMigrations(orm);
      say(listed('Pending', pending, 'Nothing is pending.'));
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

async function withDatabase(
  config: Config,
  work: (orm: Parameters<typeof pendingMigrations>[0]) => Promise<void>,
): Promise<void> {
  const { orm, close } = await openDatabase(config);
  try {
    await work(orm);
  } finally {
    await close();
  }
}

function listed(verb: string, names: string[], none: string): string {
  return names.length > 0 ? `${verb}: ${names.join(', ')}` : none;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' } },
  });
  const command = commands[positionals[0] ?? ''];
  if (!command) {
    throw new Error(USAGE);
  }
  await command(loadConfig(), values.name);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

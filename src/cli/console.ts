import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { once } from 'node:events';
import repl, { type REPLServer } from 'node:repl';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { withApplication } from './command-application.js';
import { runCommand } from './run-command.js';

const HELP = `app, get(ItemsService), and each service by its module's name: await items.count()
You act as the system. .help lists the commands, .exit ends.
`;

/*
 * `npm run console`: JavaScript with the application at hand. Commands may come from a pipe; one that fails gives exit
 * code 1 there.
 */
await runCommand(() => withApplication(open));

async function open(app: INestApplicationContext): Promise<void> {
  const terminal = process.stdin.isTTY;
  if (terminal) {
    process.stdout.write(HELP);
  }
  const console = repl.start({ prompt: terminal ? '> ' : '', terminal, ignoreUndefined: true });
  Object.assign(console.context, namesOf(app));
  actAsSystem(console, app.get(Database));
  await once(console, 'exit');
  if (!terminal && 'lastError' in console && console.lastError !== undefined) {
    process.exitCode = 1;
  }
}

/** What the console knows by name. */
function namesOf(app: INestApplicationContext): Record<string, unknown> {
  const names: Record<string, unknown> = {
    app,
    get: (token: Parameters<INestApplicationContext['get']>[0]): unknown => app.get(token, { strict: false }),
  };
  for (const module of app.get(ModulesContainer).values()) {
    const name = module.metatype.name.replace(/Module$/, '');
    for (const { metatype, instance } of module.providers.values()) {
      if (typeof metatype === 'function' && /Service$/.test(metatype.name)) {
        names[metatype.name] = metatype;
        if (metatype.name === `${name}Service`) {
          names[name[0]!.toLowerCase() + name.slice(1)] = instance;
        }
      }
    }
  }
  return names;
}

/** Each command is a unit of work of its own. */
function actAsSystem(console: REPLServer, database: Database): void {
  const evaluate = console.eval.bind(console);
  Object.defineProperty(console, 'eval', {
    value: (...command: Parameters<typeof evaluate>) => {
      runAsSystem('console', database, () => evaluate(...command));
    },
  });
}

import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import repl, { type REPLServer } from 'node:repl';
import { PassThrough } from 'node:stream';
import { readArguments } from '../platform/cli/arguments.js';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { withApplication } from './command-application.js';
import { runCommand } from './run-command.js';

const HELP = `app, get(ItemsService), and each service by its module's name: await items.count()
You act as the system. .help lists the commands, .exit ends.
`;

const USAGE = `Usage: npm run console
JavaScript with the application at hand. Commands may come from a pipe: echo 'await items.count()' | npm run console
It knows ${HELP.trimEnd()}`;

/*
 * `npm run console`: JavaScript with the application at hand. Commands may come from a pipe; one that fails gives exit
 * code 1 there.
 */
await runCommand(() => {
  readArguments(USAGE);
  return withApplication(open);
});

async function open(app: INestApplicationContext): Promise<void> {
  if (process.stdin.isTTY) {
    process.stdout.write(HELP);
    const console = repl.start({ prompt: '> ', ignoreUndefined: true });
    prepare(console, app);
    await once(console, 'exit');
  } else {
    await readPipe(app);
  }
}

/**
 * Node's console begins a line of a pipe before the one above it is done: here each waits for the prompt. An error has no
 * other sign that it is over.
 */
async function readPipe(app: INestApplicationContext): Promise<void> {
  const console = repl.start({
    prompt: '',
    input: new PassThrough(),
    output: process.stdout,
    ignoreUndefined: true,
  });
  prepare(console, app);
  const displayPrompt = console.displayPrompt.bind(console);
  console.displayPrompt = (preserveCursor) => {
    displayPrompt(preserveCursor);
    console.emit('done');
  };
  let exited = false;
  console.once('exit', () => {
    exited = true;
    console.emit('done');
  });
  for await (const line of createInterface({ input: process.stdin })) {
    if (exited) {
      break;
    }
    const done = once(console, 'done');
    console.write(`${line}\n`);
    await done;
  }
  console.close();
  if ('lastError' in console && console.lastError !== undefined) {
    process.exitCode = 1;
  }
}

/** Gives the console its names. Each command is a unit of work of its own. */
function prepare(console: REPLServer, app: INestApplicationContext): void {
  Object.assign(console.context, namesOf(app));
  const evaluate = console.eval.bind(console);
  const database = app.get(Database);
  Object.defineProperty(console, 'eval', {
    value: (...command: Parameters<typeof evaluate>) => {
      runAsSystem('console', database, () => evaluate(...command));
    },
  });
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

import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { readArguments, UsageError } from '../platform/cli/arguments.js';
import {
  type CurrentUser,
  RequestContext,
  runAsSystem,
  runInContext,
} from '../platform/context/request-context.js';
import { newId } from '../platform/context/new-id.js';
import { Database } from '../platform/database/database.js';
import { ITEM_STATUSES } from '../items/item-status.js';
import { ItemsService } from '../items/items.service.js';
import { UsersService } from '../users/users.service.js';
import { withApplication } from './command-application.js';
import { ProgressBar } from './progress-bar.js';
import { runCommand } from './run-command.js';

const PASSWORD = 'correct horse battery staple';

const USAGE = `Usage: npm run db:seed -- --users <number> --items <number>
Adds exactly so many of each, however often it runs. Every user has the password "${PASSWORD}".`;

/** Rows of one statement. */
const BATCH = 1_000;

/** So many of the users that are there own items, when none are added. */
const OWNERS = 100;

const THINGS = ['chair', 'table', 'lamp', 'shelf', 'mirror', 'carpet', 'vase', 'clock'];
const COLOURS = ['red', 'green', 'blue', 'white', 'black', 'yellow', 'brown', 'grey'];

type User = Awaited<ReturnType<UsersService['get']>>;

interface Numbers {
  users: number;
  items: number;
}

await runCommand(async () => {
  const numbers = readNumbers();
  await withApplication((app) => runAsSystem('db-seed', app.get(Database), () => seed(app, numbers)));
});

function readNumbers(): Numbers {
  const { values } = readArguments(USAGE, {
    options: { users: { type: 'string' }, items: { type: 'string' } },
  });
  const [users, items] = [values.users ?? '0', values.items ?? '0'].map((text) =>
    /^\d{1,9}$/.test(text) ? Number(text) : NaN,
  ) as [number, number];
  if (!(users + items > 0)) {
    throw new UsageError(USAGE);
  }
  return { users, items };
}

async function seed(app: INestApplicationContext, { users, items }: Numbers): Promise<void> {
  const added = await seedUsers(app.get(UsersService), users);
  if (items > 0) {
    const owners = added.length > 0 ? added : await someUsers(app.get(UsersService));
    await seedItems(app, owners, items);
  }
}

async function seedUsers(service: UsersService, count: number): Promise<User[]> {
  const added: User[] = [];
  const bar = new ProgressBar('Users', count);
  while (added.length < count) {
    const rows = Array.from({ length: Math.min(BATCH, count - added.length) }, (_, i) => {
      const number = newId().slice(-12);
      return { email: `seed-${number}@example.com`, display_name: `Seed ${added.length + i + 1}` };
    });
    added.push(...(await service.createMany(rows, PASSWORD)).items);
    bar.add(rows.length);
  }
  bar.end();
  return added;
}

async function someUsers(service: UsersService): Promise<User[]> {
  const users = await service.list({}, { limit: OWNERS });
  if (users.length === 0) {
    throw new UsageError(`There is no user who could own items: add --users 10.\n${USAGE}`);
  }
  return users;
}

/** Each owner makes a share of the items, as a client of the API would. */
async function seedItems(app: INestApplicationContext, owners: User[], count: number): Promise<void> {
  const bar = new ProgressBar('Items', count);
  for (const [i, owner] of owners.entries()) {
    let left = Math.floor((count + owners.length - 1 - i) / owners.length);
    while (left > 0) {
      const rows = Array.from({ length: Math.min(BATCH, left) }, makeItem);
      await asUser(app, owner, () => app.get(ItemsService).createMany(rows));
      left -= rows.length;
      bar.add(rows.length);
    }
  }
  bar.end();
}

function makeItem() {
  const colour = pick(COLOURS);
  const thing = pick(THINGS);
  return {
    name: `${colour} ${thing} ${newId().slice(-12)}`,
    description: `A ${colour} ${thing}`,
    quantity: Math.floor(Math.random() * 1_000),
    status: pick(ITEM_STATUSES),
  };
}

function pick<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)]!;
}

function asUser<T>(
  app: INestApplicationContext,
  { id, role, email }: User,
  work: () => Promise<T>,
): Promise<T> {
  const context = new RequestContext('db-seed', app.get(Database));
  const user: CurrentUser = { id, role, email, email_verified: false };
  context.signIn(user);
  return runInContext(context, work);
}

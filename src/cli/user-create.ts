import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../platform/config/load-config.js';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { migrate } from '../platform/database/migrations.js';
import { openDatabase } from '../platform/database/open-database.js';
import { AppError } from '../platform/errors/app-error.js';
import { validatorOf } from '../platform/http/validation/validator.js';
import { createLogger } from '../platform/logging/create-logger.js';
import { nestLogger } from '../platform/logging/nest-logger.js';
import { CreateUserDto } from '../users/dto/create-user.dto.js';
import { UsersService } from '../users/users.service.js';

const USAGE = `Usage: npm run user:create -- --email <e-mail> [--role user|admin] [--name <display name>]
The password is asked for on a terminal, and read from the first line of standard input otherwise.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { email: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
  });
  if (!values.email) {
    throw new Error(USAGE);
  }
  const { email, role, name = email.split('@', 1)[0] } = values;
  const password = await readPassword();
  const user = await validatorOf(CreateUserDto)({ email, role, password, display_name: name }, ['body']);
  const created = await createUser(user);
  process.stdout.write(`Made the ${created.role} ${created.email} (${created.id}).\n`);
}

async function createUser(user: CreateUserDto) {
  const config = loadConfig();
  const database = await openDatabase(config);
  if (config.MIGRATE_ON_START) {
    await migrate(database.orm, config);
  }
  const logger = await createLogger({ ...config, LOG_LEVEL: 'error' }, process.stderr);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, database, logger), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  try {
    return await runAsSystem('user-create', app.get(Database), () => app.get(UsersService).create(user));
  } finally {
    await app.close();
  }
}

/** Asks on a terminal, without showing what is typed. */
async function readPassword(): Promise<string> {
  const terminal = process.stdin.isTTY;
  if (terminal) {
    process.stderr.write('Password: ');
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal });
  try {
    for await (const line of lines) {
      return line;
    }
    return '';
  } finally {
    lines.close();
    if (terminal) {
      process.stderr.write('\n');
    }
  }
}

function explain(error: unknown): string {
  if (error instanceof AppError) {
    const faults = error.errors?.map(({ loc, msg }) => `  - ${String(loc.at(-1))}: ${msg}`) ?? [];
    return [error.message, ...faults].join('\n');
  }
  return error instanceof Error ? error.message : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
});

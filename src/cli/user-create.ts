import 'reflect-metadata';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { readArguments, UsageError } from '../platform/cli/arguments.js';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { validatorOf } from '../platform/http/validation/validator.js';
import { CreateUserDto } from '../users/dto/create-user.dto.js';
import { UsersService } from '../users/users.service.js';
import { withApplication } from './command-application.js';
import { runCommand } from './run-command.js';

const USAGE = `Usage: npm run user:create -- --email <e-mail> [--role user|admin] [--name <display name>]
The password is asked for on a terminal, and read from the first line of standard input otherwise.`;

await runCommand(async () => {
  const { values } = readArguments(USAGE, {
    options: { email: { type: 'string' }, role: { type: 'string' }, name: { type: 'string' } },
  });
  if (!values.email) {
    throw new UsageError(USAGE);
  }
  const { email, role, name = email.split('@', 1)[0] } = values;
  const password = await readPassword();
  const user = await validatorOf(CreateUserDto)({ email, role, password, display_name: name }, ['body']);
  const created = await createUser(user);
  process.stdout.write(`Made the ${created.role} ${created.email} (${created.id}).\n`);
});

function createUser(user: CreateUserDto) {
  return withApplication((app) =>
    runAsSystem('user-create', app.get(Database), () => app.get(UsersService).create(user)),
  );
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

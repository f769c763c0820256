/** `npm run resource -- …`: reads the command line, and hands it to the schematics CLI. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { main } from '@angular-devkit/schematics-cli/bin/schematics.js';

interface Property {
  type: 'string' | 'boolean';
  description: string;
  /** What Nest's CLI passes, and nobody gives by hand. */
  hidden?: true;
}

const { properties } = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'resource/schema.json'), 'utf8'),
) as { properties: Record<string, Property> };

const OPTIONS: Record<string, Property> = {
  ...Object.fromEntries(Object.entries(properties).filter(([, { hidden }]) => !hidden)),
  'dry-run': { type: 'boolean', description: 'Shows what would be written, and writes nothing.' },
  help: { type: 'boolean', description: 'Shows this text.' },
};

const EXAMPLE = 'npm run resource -- invoice --fields "number:string:unique,total:decimal(12,2)"';

const USAGE = [
  'Writes an entity: its table, routes, documentation and tests. docs/adding-an-entity.md says more.',
  '',
  `  ${EXAMPLE}`,
  '',
  ...Object.entries(OPTIONS).map(([name, { description }]) => `  ${`--${name}`.padEnd(12)}${description}`),
  '',
].join('\n');

/** A command line that cannot be understood; the message says what to write. */
class UsageError extends Error {}

function read(args: string[]): { values: Record<string, unknown>; name?: string } {
  try {
    const { values, positionals } = parseArgs({
      // `--owned=false` is how a schema's boolean is written, `--no-owned` how parseArgs reads it.
      args: args.map((arg) =>
        arg.replace(/^--([a-z-]+)=false$/, '--no-$1').replace(/^--([a-z-]+)=true$/, '--$1'),
      ),
      options: Object.fromEntries(Object.entries(OPTIONS).map(([name, { type }]) => [name, { type }])),
      allowPositionals: true,
      allowNegative: true,
    });
    const [name, ...more] = [...positionals, ...(values.name === undefined ? [] : [String(values.name)])];
    if (more.length > 0) {
      throw new UsageError(
        `One name is enough, and there is also: ${more.join(' ')}. Put the fields in quotes, behind --fields`,
      );
    }
    return { values, name };
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(`${message}. All options: npm run resource -- --help`);
  }
}

/** Of these the schematics CLI would make a number or a boolean, and complain of its type. */
function refuseNoText(option: string, value: unknown): void {
  const text = String(value).trim();
  if (text === '' || !Number.isNaN(Number(text)) || text === 'true' || text === 'false') {
    const what = option === 'name' ? 'The name' : `--${option}`;
    throw new UsageError(
      `${what} cannot be ${text === '' ? 'empty' : text}. For example: ${EXAMPLE}\nAll options: npm run resource -- --help`,
    );
  }
}

async function run(): Promise<number> {
  const { values, name } = read(process.argv.slice(2));
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (name === undefined && !process.stdin.isTTY) {
    throw new UsageError(`Name the entity. For example: ${EXAMPLE}\nAll options: npm run resource -- --help`);
  }
  const texts = Object.entries({ ...values, ...(name !== undefined && { name }) });
  texts
    .filter(([option]) => OPTIONS[option]?.type === 'string')
    .forEach(([option, value]) => refuseNoText(option, value));
  const given = Object.entries(values)
    .filter(([option]) => option !== 'name')
    .map(([option, value]) => `--${option}=${String(value)}`);
  return main({
    args: ['@strata/schematics:resource', ...(name === undefined ? [] : [`--name=${name}`]), ...given],
  });
}

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/**
 * Proves that what the generator writes is whole: `npm run test:generator`. In a copy of the project it generates
 * entities of every kind and what Nest has of its own, makes the migration, and runs the checks of CI and the entities'
 * own tests, on the embedded database and, if DATABASE_URL is set, on a server.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { copyProject } from '../tools/copy-project.ts';

/** Every type of field, each way it can be written. */
const EVERY_TYPE = [
  'code:string(40):unique',
  'remark_of:string=it\'s \\ "${x}" `100%`',
  'order:integer?',
  'group:string(10)?',
  'user:ref(users)?',
  'title:string?',
  'body:text',
  'remark:text(100)?',
  'quantity:integer(0..)=0',
  'priority:integer(-3..3)?',
  'serial:bigint:unique',
  'length:bigint?',
  'total:decimal',
  'price:decimal(40,10)?',
  'rate:decimal(5,2)=1.5',
  'paid:boolean=false',
  'checked:boolean?',
  'due_on:date',
  'sent_on:date?',
  'starts_at:datetime',
  'ends_at:datetime?',
  'token:uuid:unique',
  'batch:uuid?',
  'settings:json',
  'extra:json?',
  'status:enum(draft|sent|paid)=draft',
  'mood:enum(good|bad)?',
  'holder:ref(users)',
  'mail:email:unique-global',
  'copy_to:email?',
  'ratio:float(0..1)',
  'weight:float?',
  'score:float=1.5',
  'labels:list(string)',
  'aliases:list(string)?',
  'deposit:decimal(12,2,0..)',
  'discount:decimal(5,2,-1.5..0.99)?',
  'printed:boolean:readonly=false',
  'state:enum(open|closed):readonly=open',
  'checked_by:ref(users)?:readonly',
  'item:ref(items):cascade',
  'other_item:ref(items)?:set-null',
  'tracked_as:string(20)?:readonly:unique',
];

/** Their names are none that the project may have. */
const ENTITIES: readonly (readonly [name: string, test: string, ...args: string[]])[] = [
  ['sample-category', 'sample-categories', '--fields', 'name:string'],
  ['sample-specimen', 'sample-specimens', '--fields', EVERY_TYPE.join(',')],
  [
    'SampleShelfLabels',
    'sample-shelf-labels',
    '--owned=false',
    '--fields',
    'position:integer:unique,category:ref(sample_categories),specimen:ref(sample_specimens)?,parent:ref(sample_shelf_labels)?',
  ],
  [
    'sample-diary-entry',
    'sample-diary-entries',
    '--access',
    'private',
    '--unique',
    'owner_id,written_on,part',
    '--fields',
    'written_on:date,part:integer(1..),text_of_it:text?',
  ],
  [
    'sample-price',
    'sample-prices',
    '--access',
    'shared',
    '--write',
    'admin',
    '--fields',
    'code:string(8):unique,net:decimal(9,2,0..)',
  ],
  [
    'sample-task',
    'sample-tasks',
    '--write',
    'user',
    '--only',
    'list,get,create,update',
    '--fields',
    'title:string,done:boolean=false',
  ],
  [
    'sample-country',
    'sample-countries',
    '--access',
    'public-read',
    '--only',
    'list,get',
    '--fields',
    'code:string(2):unique,kind:enum(a|b)=a',
  ],
  ['sample-tag', 'sample-tags', '--access', 'public-read', '--fields', 'name:string(40):unique-global'],
  [
    'sample-product',
    'sample-products',
    '--access',
    'shared',
    '--fields',
    'name:string(80):unique,price:decimal(12,2,0..),tags:many(sample_tags),parts:many(sample_products),makers:many(users):readonly',
  ],
  [
    'sample-customer',
    'sample-customers',
    '--access',
    'private',
    '--fields',
    'name:string(100),mail:email:unique',
  ],
  [
    'sample-order',
    'sample-orders',
    '--fields',
    'number:string(40):unique,customer:ref(sample_customers),status:enum(draft|placed)=draft',
  ],
  [
    'sample_order_line',
    'sample-order-lines',
    '--parent',
    'sample_order',
    '--unique',
    'sample_order_id,position',
    '--fields',
    'position:integer(0..),product:ref(sample_products),quantity:integer(1..)=1,tags:many(sample_tags)',
  ],
  [
    'sample-remark',
    'sample-remarks',
    '--parent',
    'sample_orders',
    '--as',
    'notes',
    '--only',
    'list,get,create',
    '--fields',
    'said:text,heard_by:ref(users)?',
  ],
  [
    'sample-line-stamp',
    'sample-line-stamps',
    '--parent',
    'sample_order_line',
    '--fields',
    'code:string(20):unique',
  ],
  ['sample-entry-mark', 'sample-entry-marks', '--parent', 'sample_diary_entry', '--fields', 'code:string'],
  ['sample-tag-alias', 'sample-tag-aliases', '--parent', 'sample_tag', '--fields', 'word:string(40):unique'],
  [
    'sample-bundle',
    'sample-bundles',
    '--only',
    'list,get,create,update',
    '--fields',
    'products:many(sample_products)',
  ],
  ['sample-log-line', 'sample-log-lines', '--only', 'list,delete,restore', '--fields', 'said:text'],
];

/** What of these is tested on the embedded database too where there is a server: a shop. */
const SHOP = ['customers', 'tags', 'products', 'orders', 'order-lines'].map((name) => `test/sample-${name}`);

/** The code that is written; the rest of the copy is linted where it comes from. */
const WRITTEN = ['src/app.module.ts', 'src/sample-*/**/*.ts', 'test/sample-*.ts', 'migrations/*.ts'];

/** What `nest g` writes of Nest's own has to pass here too. */
const NEST = ['service', 'controller', 'module'];

const execute = promisify(execFile);

function run(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  return spawn(folder, 'npm', ['run', '--silent', ...args], env);
}

async function spawn(
  folder: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const started = performance.now();
  const line = [command, ...args].join(' ').slice(0, 100);
  try {
    await execute(command, args, {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: undefined, ...env },
      maxBuffer: Infinity,
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${line}\n${stdout}${stderr}`, { cause: error });
  }
  process.stdout.write(`${line}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

async function generate(folder: string): Promise<void> {
  for (const [name, , ...args] of ENTITIES) {
    await run(folder, ['resource', '--', name, ...args]);
  }
  for (const kind of NEST) {
    await spawn(folder, 'npx', ['nest', 'generate', kind, 'sample-weather']);
  }
  await run(folder, ['migration:create', '--', '--name', 'entities']);
}

/** What a person reads. */
async function checkSources(folder: string): Promise<void> {
  await spawn(folder, 'npx', ['eslint', ...WRITTEN]);
  await spawn(folder, 'npx', ['prettier', '--check', '--log-level', 'warn', ...WRITTEN]);
  await run(folder, ['lint:layers']);
  await run(folder, ['typecheck']);
}

/** What runs, and what it writes. */
async function checkCommands(folder: string): Promise<void> {
  await run(folder, ['migration:check']);
  await run(folder, ['migration:up']);
  const { scripts } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  if (scripts.openapi) {
    await run(folder, ['openapi']);
  }
  await spawn(folder, 'npx', ['prettier', '--check', '--log-level', 'warn', 'openapi.json']);
  await run(folder, ['lint:openapi']);
}

async function test(folder: string): Promise<void> {
  const all = [...ENTITIES.map(([, test]) => `test/${test}`), 'src/sample-weather'];
  const { DATABASE_URL } = process.env;
  await run(folder, ['test', '--', ...(DATABASE_URL ? SHOP : all)]);
  if (DATABASE_URL) {
    await run(folder, ['test', '--', ...all], { DATABASE_URL });
  } else {
    process.stdout.write('Set DATABASE_URL to run the tests on a server too.\n');
  }
}

const folder = mkdtempSync(path.join(tmpdir(), 'strata-generator-'));
try {
  copyProject(folder);
  await generate(folder);
  await Promise.all([checkSources(folder), checkCommands(folder)]);
  await test(folder);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

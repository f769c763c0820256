import { createHash, randomUUID } from 'node:crypto';
import { cp, link, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/*
 * `npm run build`: compiles what the application consists of into dist/, and whatever else is named as arguments.
 *
 * dist/ is a link to a folder that is named by the sources' content. A build writes a folder of its own, whole, and then
 * moves the link, so a server goes on with the files that it was started with, and two builds at once do not meet. What
 * has not changed since the last build is taken over from it; where nothing has, there is nothing to do.
 */

/** Folders of this age (ms) may go: no server that still runs from one is likely to be left. */
const OLD = 7 * 24 * 60 * 60 * 1000;

const ALWAYS = ['src', 'migrations', 'mikro-orm.config.ts'];

/** What lies beside the compiled files of a build: the hash of each source, by path. */
const MANIFEST = 'sources.json';

/** A build that cannot be made; the message says what to do. */
export class BuildError extends Error {}

type Sources = Map<string, { text: string; hash: string }>;

/**
 * Builds and points dist/ to it.
 *
 * @param root the project's folder
 * @param extra further folders to compile, besides what always is
 * @returns the folder of the build
 */
export async function build(root: string, extra: string[] = []): Promise<string> {
  const sources = await read(root, [...ALWAYS, ...extra]);
  const name = `.dist-${hashOf(...[...sources].map(([file, { hash }]) => `${file} ${hash}`)).slice(0, 16)}`;
  const folder = path.join(root, name);
  if (!(await exists(path.join(folder, MANIFEST)))) {
    await compile(root, sources, folder);
  }
  await point(path.join(root, 'dist'), name);
  await removeOld(root, name);
  return folder;
}

/** Every source with the hash of its text, and of what else decides how it is compiled. */
async function read(root: string, inputs: string[]): Promise<Sources> {
  const settings = hashOf(compilerVersion(), await compilerSettings(path.join(root, '.swcrc')));
  const patterns = inputs.map((input) => (input.endsWith('.ts') ? input : `${input}/**/*.ts`));
  const files = globSync(patterns, { cwd: root }).sort();
  const texts = await Promise.all(files.map((file) => readFile(path.join(root, file), 'utf8')));
  return new Map(files.map((file, i) => [file, { text: texts[i]!, hash: hashOf(settings, texts[i]!) }]));
}

function compilerVersion(): string {
  try {
    return (createRequire(import.meta.url)('@swc/core/package.json') as { version: string }).version;
  } catch {
    throw new BuildError(
      'The compiler @swc/core is not installed. Run "npm ci" (without --omit=dev), then build again; ' +
        'where a build is there already, "npm run start:prod" starts it without building.',
    );
  }
}

async function compilerSettings(file: string): Promise<string> {
  try {
    const text = await readFile(file, 'utf8');
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new BuildError(
      `${file} cannot be read. Correct it, or restore it with "git checkout .swcrc". (${messageOf(error)})`,
    );
  }
}

/** Writes a draft of the folder and gives it its name; another build may have been faster with the same. */
async function compile(root: string, sources: Sources, folder: string): Promise<void> {
  const draft = `${folder}-${randomUUID()}`;
  try {
    const known = await lastBuild(root);
    await Promise.all([...sources].map(([file, source]) => compileFile(root, file, source, draft, known)));
    const hashes = Object.fromEntries([...sources].map(([file, { hash }]) => [file, hash]));
    await writeFile(path.join(draft, MANIFEST), JSON.stringify(hashes));
    await rename(draft, folder);
  } catch (error) {
    if (!(await exists(path.join(folder, MANIFEST)))) throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function compileFile(
  root: string,
  file: string,
  { text, hash }: { text: string; hash: string },
  draft: string,
  known: Record<string, string>,
): Promise<void> {
  const output = file.replace(/\.ts$/, '.js');
  const target = path.join(draft, output);
  await mkdir(path.dirname(target), { recursive: true });
  if (known[file] === hash) {
    const before = path.join(root, 'dist', output);
    await Promise.all([takeOver(before, target), takeOver(`${before}.map`, `${target}.map`)]);
    return;
  }
  const source = path.join(root, file);
  // It unpacks itself into the user's cache, and services often have no HOME.
  if (!process.env.HOME) process.env.XDG_CACHE_HOME ??= tmpdir();
  // Loaded only where there is something to compile: the package takes longer than all the rest.
  const { transform } = await import('@swc/core');
  const options = {
    filename: source,
    sourceFileName: path.relative(path.dirname(target), source),
    cwd: root,
  };
  const { code, map } = await transform(text, options).catch((error: unknown) => {
    throw new BuildError(`${file} does not compile. Correct it, then build again.\n${messageOf(error)}`);
  });
  await Promise.all([
    writeFile(target, `${code}\n//# sourceMappingURL=${path.basename(target)}.map`),
    writeFile(`${target}.map`, map ?? ''),
  ]);
}

/** Files of a build are never changed, so two builds can share one. */
async function takeOver(before: string, target: string): Promise<void> {
  await link(before, target).catch(() => cp(before, target));
}

/** The hashes of the sources that dist/ was built from. */
async function lastBuild(root: string): Promise<Record<string, string>> {
  try {
    return JSON.parse(await readFile(path.join(root, 'dist', MANIFEST), 'utf8')) as Record<string, string>;
  } catch {
    return {};
  }
}

/** Moves the link in one step, so that dist/ is there at every moment. */
async function point(dist: string, name: string): Promise<void> {
  const present = await lstat(dist).catch(() => undefined);
  if (present && !present.isSymbolicLink()) {
    await rm(dist, { recursive: true, force: true });
  }
  const next = path.join(path.dirname(dist), `${name}-${randomUUID()}`);
  await symlink(name, next, 'junction');
  await rename(next, dist);
}

async function removeOld(root: string, current: string): Promise<void> {
  const names = (await readdir(root)).filter((name) => name.startsWith('.dist-') && name !== current);
  for (const name of names) {
    const folder = path.join(root, name);
    const state = await lstat(folder).catch(() => undefined);
    if (state && Date.now() - state.mtimeMs > OLD) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

function hashOf(...texts: string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex');
}

async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** Of several lines that repeat each other, the compiler's message is the last part. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return stripVTControlCharacters(message.replace(/\n*Caused by:[^]*$/, '')).trim();
}

/** What a person is told of a build that failed. */
export function explain(error: unknown): string {
  return `${error instanceof BuildError ? '' : 'The project could not be built: '}${messageOf(error)}`;
}

if (import.meta.main) {
  try {
    await build(path.resolve(import.meta.dirname, '..'), process.argv.slice(2));
  } catch (error) {
    console.error(explain(error));
    process.exitCode = 1;
  }
}

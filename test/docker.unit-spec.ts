import { existsSync, globSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

const read = (file: string) => readFileSync(file, 'utf8');

/** The source of a compiled file that a command starts. */
const sourceOf = (command: string) => /dist\/(\S+)\.js/.exec(command)?.[1]?.concat('.ts');

/** What these tests cannot do is start an engine. */
describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => /^[A-Z]/.test(line));
  const context = read('.dockerignore')
    .split('\n')
    .flatMap((line) => (line.startsWith('!') ? line.slice(1) : []));

  it('copies what the build has, and only that', () => {
    expect(context.filter((file) => !existsSync(file))).toEqual([]);
    const copied = lines.flatMap((line) => /^COPY (?!--)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied).toContain('package.json');
    expect(copied.filter((file) => file !== '.' && !context.includes(file))).toEqual([]);
  });

  it('takes from other stages what they have made', () => {
    const stages = lines.flatMap((line) => /^FROM \S+ AS (\S+)$/.exec(line)?.[1] ?? []);
    const taken = lines.flatMap((line) => /^COPY --from=(\S+) (\S+)/.exec(line)?.slice(1, 3).join(' ') ?? []);
    expect(taken.sort()).toEqual(['build /built', 'dependencies /app/node_modules']);
    expect(stages).toEqual(['build', 'dependencies']);
    expect(lines).toContain('RUN npm run build && cp -rL dist /built');
  });

  it('runs scripts that there are, of files that the build has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...read('Dockerfile').matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(
      ([, name]) => name!,
    );
    expect(named).toEqual(['build']);
    for (const name of named) {
      const [, file] = /^node (\S+)$/.exec(scripts[name]!)!;
      expect([file, context.some((entry) => file!.startsWith(`${entry}/`))]).toEqual([file, true]);
    }
  });

  it('starts what the build compiles', () => {
    const [, command] = /^CMD (.*)$/.exec(lines.at(-1)!)!;
    expect(existsSync(sourceOf((JSON.parse(command!) as string[]).join(' '))!)).toBe(true);
  });
});

describe('docker commands of the documentation', () => {
  const { services } = parse(read('docker-compose.yml')) as {
    services: Record<string, { profiles?: string[]; image?: string }>;
  };
  const found = globSync(['*.md', 'docs/**/*.md']).flatMap((page) =>
    [...read(page).matchAll(/(?:^|`|… )(docker (?:build|run|compose|buildx)\b[^`\n]*)/gm)].map(
      ([, command]) => command!,
    ),
  );
  const of = (kind: string) => found.filter((command) => command.startsWith(`docker ${kind} `));

  it('are of kinds that are looked at below', () => {
    const known = ['build', 'run', 'compose', 'buildx'].flatMap(of);
    expect([known.length, found.length > 5]).toEqual([found.length, true]);
  });

  it('build the image here, and run it with what it has', () => {
    expect(new Set(of('build'))).toEqual(new Set(['docker build -t strata .']));
    for (const command of of('run')) {
      expect(command).toMatch(
        /^docker run (?:--rm |-p \d+:3000 |-e [A-Z_]+=\S+ )+strata(?: node dist\/\S+\.js \w+)?$/,
      );
      const source = sourceOf(command);
      if (source) expect([source, existsSync(source)]).toEqual([source, true]);
    }
  });

  it('start profiles and services that there are', () => {
    for (const command of of('compose')) {
      const [, , profile, service] = /^docker compose (--profile (\w+) )?up(?: (\S+))?$/.exec(command)!;
      if (profile) expect(services[service!]!.profiles).toContain(profile);
    }
  });

  it('look at images that are used', () => {
    const images = Object.values(services).flatMap(({ image }) => image ?? []);
    for (const command of of('buildx')) {
      const image = command.split(' ').at(-1)!;
      expect([image, images.some((used) => used.startsWith(`${image}@`))]).toEqual([image, true]);
    }
  });
});

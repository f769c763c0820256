/** Where code goes: it is the file, or belongs into its last class, or above methods of it. */
export type Place = 'whole' | 'into' | { above: string[] };

/** What a guide makes its reader do: commands, and files to write. */
export type Step =
  { kind: 'run'; commands: string } | { kind: 'write'; file: string; code: string; place: Place };

/** What of a guide is followed. */
export interface Part {
  /** Only what stands below this heading, up to the next one that is not below it. */
  section?: string;
  /** Code there only shows what the commands have written. */
  commandsOnly?: true;
  /** Only so many of its blocks, from the first; all of them if left out. */
  blocks?: number;
}

const BLOCK = /^```(\w+)\n(.*?)^```$/gms;
const FILE = /^\/\/ ([\w./-]+\.\w+)(?:, (into the (?:class|list))|, above ([\w, ]+))?\n/;

/**
 * The steps of a guide, in their order. A block of `sh` is run. A block of `ts` names its file in the first line, as
 * `// src/invoices/invoice.policy.ts`: it is that file, or, with `, into the class` or `, above update` behind the name, a
 * part of it.
 *
 * @param part of the guide; all of it if left out
 * @throws Error if a block of code names no file, or the section is missing
 */
export function stepsOf(markdown: string, { section, commandsOnly, blocks }: Part = {}): Step[] {
  const text = section === undefined ? markdown : below(markdown, section);
  return [...text.matchAll(BLOCK)].slice(0, blocks).flatMap(([, language, code]): Step[] => {
    if (language === 'sh') {
      return [{ kind: 'run', commands: code! }];
    }
    if (language !== 'ts' || commandsOnly) {
      return [];
    }
    const named = FILE.exec(code!);
    if (!named) {
      throw new Error(`This block names no file in its first line:\n${code!}`);
    }
    const [head, file, into, above] = named;
    const place = above ? { above: above.split(/, | and /) } : into ? 'into' : 'whole';
    return [{ kind: 'write', file: file!, code: code!.slice(head.length), place }];
  });
}

function below(markdown: string, section: string): string {
  const [heading, level] = new RegExp(`^(##+) ${section}\n`, 'm').exec(markdown) ?? [];
  if (heading === undefined) {
    throw new Error(`There is no section "${section}"`);
  }
  const text = markdown.slice(markdown.indexOf(`\n${heading}`) + heading.length);
  const end = text.search(new RegExp(`^#{2,${level!.length}} `, 'm'));
  return text.slice(0, end < 0 ? undefined : end);
}

/**
 * Puts code into a file: its imports to the others, all else before the closing brace of the file's last class, or above
 * each of some methods.
 *
 * @returns the whole file
 * @throws Error if there is no such method
 */
export function insert(file: string, code: string, place: Exclude<Place, 'whole'>): string {
  const lines = code.split('\n');
  const imports = lines.filter((line) => line.startsWith('import '));
  const rest = lines
    .filter((line) => !line.startsWith('import '))
    .join('\n')
    .trim();
  const whole = imports.reduce(withImport, file);
  if (place !== 'into') {
    return place.above.reduce((text, method) => putAbove(text, method, rest), whole);
  }
  const end = whole.lastIndexOf('\n}');
  return `${whole.slice(0, end)}\n\n${rest}${whole.slice(end)}`;
}

function putAbove(file: string, method: string, code: string): string {
  const at = file.search(new RegExp(`^ *(async )?${method}\\(`, 'm'));
  if (at < 0) {
    throw new Error(`There is no method ${method}`);
  }
  return `${file.slice(0, at)}${code}\n${file.slice(at)}`;
}

/** Adds what a line imports and the file does not yet. */
function withImport(file: string, line: string): string {
  const [, type = '', given = '', from = ''] = /^import (type )?\{ (.*) \} from ('.*');$/.exec(line) ?? [];
  const [there, start, names = ''] =
    new RegExp(`(import \\{)([^}]*?),?\\s*\\} from ${from};`).exec(file) ?? [];
  if (there === undefined) {
    const last = file.lastIndexOf('\nimport ');
    const end = file.indexOf(';\n', last) + 2;
    return file.slice(0, end) + `${line}\n` + file.slice(end);
  }
  const known = new Set(names.split(/[\s,]+/));
  const further = given.split(', ').filter((name) => !known.has(name.replace('type ', '')));
  return file.replace(
    there,
    `${start}${[names, ...further.map((name) => type + name)].join(', ')} } from ${from};`,
  );
}

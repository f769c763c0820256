import type { Tree } from '@angular-devkit/schematics';

/** The table in which MikroORM keeps what has run. */
export const MIGRATIONS = 'migrations';

/** A table of the project. */
interface Table {
  /** The file of its entity. */
  file: string;
  /** Whether rows can be referred to: those of entities, not those that the application keeps for itself. */
  isEntity: boolean;
}

/** The tables of the project, by name. */
export function tablesOf(tree: Tree): Map<string, Table> {
  const tables = new Map<string, Table>();
  tree.getDir('/src').visit((path, entry) => {
    if (path.endsWith('.entity.ts')) {
      const code = entry?.content.toString() ?? '';
      for (const [, table] of code.matchAll(/tableName:\s*'(\w+)'/g)) {
        tables.set(table!, { file: path.slice(1), isEntity: /\bextends BaseEntity\b/.test(code) });
      }
    }
  });
  return tables;
}

/** The tables that a `ref` can point to. */
export function targetsOf(tree: Tree): string[] {
  return [...tablesOf(tree)]
    .filter(([, { isEntity }]) => isEntity)
    .map(([name]) => name)
    .sort();
}

import path from 'node:path';
import { normalize } from '@angular-devkit/core';
import {
  apply,
  applyTemplates,
  chain,
  mergeWith,
  type Rule,
  type Source,
  type Tree,
  url,
} from '@angular-devkit/schematics';
import { ModuleDeclarator } from '@nestjs/schematics';
import prettier from 'prettier';
import { ask, canAsk } from './ask.ts';
import { namesOf } from './names.ts';
import { parseFields } from './parse-fields.ts';
import type { Field } from './field.ts';
import { checkFields, checkNames, targetsOf } from './project.ts';
import { ResourceError } from './resource-error.ts';
import { type TemplateData, templateData } from './template-data.ts';

/** The options of schema.json. */
export interface ResourceOptions {
  name: string;
  fields?: string;
  owned?: boolean;
  plural?: string;
  path?: string;
}

const APP_MODULE = 'src/app.module.ts';

/**
 * Writes an entity: its folder of src/, its test, and its module into the application's. The tree is only committed
 * when all of it is made, so an error leaves nothing behind.
 *
 * @throws ResourceError saying what to change in the request
 */
export function resource(options: ResourceOptions): Rule {
  return async (tree) => {
    if (options.path) {
      throw new ResourceError('Each entity is a folder of src/: leave the path out');
    }
    const names = namesOf(options.name, options.plural);
    checkNames(tree, names);
    const check = (fields: readonly Field[], owned = true): void => checkFields(tree, names, fields, owned);
    const { fields, owned } = await complete(options, check, targetsOf(tree));
    const parsed = parseFields(fields);
    check(parsed, owned);
    const data = templateData(names, parsed, owned);
    sayWhatComesNext(data);
    return chain([
      mergeWith(entityFiles(data)),
      ...(data.upsert ? [mergeWith(keyFile(data))] : []),
      ...data.enums.map((field) => mergeWith(enumFile(data, field))),
      register(data),
      format(data),
    ]);
  };
}

/** Prints the commands to run when all is written, below the list of files. */
function sayWhatComesNext({ table, folder }: TemplateData): void {
  if (process.argv.some((argument) => argument.startsWith('--dry-run'))) {
    return;
  }
  process.once('exit', (code) => {
    if (code === 0) {
      process.stdout.write(
        [
          '',
          'Next:',
          `  npm run migration:create -- --name ${table}    # read what it writes`,
          '  npm run openapi',
          `  npm test -- test/${folder}`,
          '',
        ].join('\n'),
      );
    }
  });
}

/** Adds what was not given as an option, from the developer's answers or as usual. */
async function complete(
  { fields, owned }: ResourceOptions,
  check: (fields: readonly Field[]) => void,
  targets: readonly string[],
): Promise<{ fields: string; owned: boolean }> {
  if (fields !== undefined) {
    return { fields, owned: owned ?? true };
  }
  if (!canAsk()) {
    throw new ResourceError(
      'There is no terminal to ask for the fields. Run: npm run resource -- invoice --fields "number:string:unique,total:decimal(12,2)"',
    );
  }
  return ask(owned, check, targets);
}

function entityFiles(data: TemplateData): Source {
  return apply(url('./files'), [applyTemplates(data)]);
}

function keyFile(data: TemplateData): Source {
  return apply(url('./key-files'), [applyTemplates(data)]);
}

function enumFile(data: TemplateData, field: TemplateData['fields'][number]): Source {
  const { file, ...code } = field.enum!;
  const enumLabel = field.name.replaceAll('_', ' ');
  return apply(url('./enum-files'), [applyTemplates({ ...data, ...code, enumFile: file, enumLabel })]);
}

/** Adds the module to the application's imports. */
function register({ folder }: TemplateData): Rule {
  return (tree) => {
    const declared = new ModuleDeclarator().declare(tree.readText(APP_MODULE), {
      metadata: 'imports',
      type: 'module',
      name: folder,
      path: normalize(`/src/${folder}`),
      module: normalize(`/${APP_MODULE}`),
      isEsm: true,
    });
    tree.overwrite(APP_MODULE, declared);
  };
}

/** Formats what was written by the project's own rules. */
function format({ folder }: TemplateData): Rule {
  return async (tree: Tree) => {
    const files = [APP_MODULE, `test/${folder}.e2e-spec.ts`];
    tree.getDir(`/src/${folder}`).visit((file) => files.push(file.slice(1)));
    for (const file of files) {
      const options = await prettier.resolveConfig(path.resolve(file));
      tree.overwrite(file, await prettier.format(tree.readText(file), { ...options, filepath: file }));
    }
  };
}

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
import { hasOwner, rightsOf } from './access.ts';
import { ask, canAsk } from './ask.ts';
import { jointKeyOf } from './keys.ts';
import { type Names, namesOf } from './names.ts';
import { parentField, parentOf, type ParentOptions, parentsIn, rightsOfPart } from './parent.ts';
import { changeParent } from './parent-files.ts';
import { parseFields } from './parse-fields.ts';
import { checkEntity, checkNames, checkReferences, rolesOf } from './project.ts';
import { targetsOf } from './project-tables.ts';
import { relationsOf, setsOf } from './relations.ts';
import { ResourceError } from './resource-error.ts';
import { routesOf } from './routes.ts';
import { type Entity, type TemplateData, templateData } from './template-data.ts';

/** The options of schema.json. */
export interface ResourceOptions extends ParentOptions {
  name: string;
  fields?: string;
  unique?: string;
  only?: string;
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
    parentOf(tree, names, options);
    const given = options.fields === undefined ? await asked(tree, names, options) : options;
    const entity = entityOf(tree, names, given);
    checkEntity(tree, entity);
    const data = templateData(entity);
    sayWhatComesNext(data);
    return chain([
      mergeWith(from('./files', data)),
      ...(data.takes ? [mergeWith(from('./taking-files', data))] : []),
      ...(data.has.update ? [mergeWith(from('./patch-files', data))] : []),
      ...(data.upsertKey ? [mergeWith(from('./key-files', data))] : []),
      ...data.enums.map((field) => mergeWith(enumFile(data, field))),
      ...data.sets.map((set) => mergeWith(joinFile(data, set))),
      register(data),
      changeParentOf(data),
      format(data),
    ]);
  };
}

/** Asks on a terminal for what no option says. */
async function asked(tree: Tree, names: Names, options: ResourceOptions): Promise<ResourceOptions> {
  if (!canAsk()) {
    throw new ResourceError(
      'There is no terminal to ask for the fields. Run: npm run resource -- invoice --fields "number:string:unique,total:decimal(12,2)"',
    );
  }
  return ask(options, {
    roles: rolesOf(tree),
    targets: targetsOf(tree),
    parents: parentsIn(tree),
    relationOf: (given) => parentOf(tree, names, given)!.as,
    check: (given) => checkEntity(tree, entityOf(tree, names, { ...options, ...given })),
  });
}

/** Reads the options. @throws ResourceError for what cannot be */
export function entityOf(tree: Tree, names: Names, options: ResourceOptions): Entity {
  const parent = parentOf(tree, names, options);
  const rights = parent ? rightsOfPart(parent) : rightsOf(options, rolesOf(tree));
  const fields = parseFields(options.fields ?? '', parent && [parentField(parent)]);
  const joint = jointKeyOf(options.unique, fields, hasOwner(rights.access));
  checkReferences(tree, names, fields);
  const relations = relationsOf(tree, names, fields);
  const sets = setsOf(tree, names, fields);
  return { names, parent, fields, rights, joint, relations, sets, routes: routesOf(options.only) };
}

/** Prints the commands to run when all is written, below the list of files. */
function sayWhatComesNext({ table, folder, parent }: TemplateData): void {
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
          '  npm run openapi && npm run client',
          `  npm test -- test/${folder}${parent ? ` test/${parent.folder}` : ''}`,
          '',
        ].join('\n'),
      );
    }
  });
}

function from(folder: string, data: TemplateData): Source {
  return apply(url(folder), [applyTemplates(data)]);
}

function enumFile(data: TemplateData, field: TemplateData['fields'][number]): Source {
  const { file, ...code } = field.enum!;
  const enumLabel = field.name.replaceAll('_', ' ');
  return apply(url('./enum-files'), [applyTemplates({ ...data, ...code, enumFile: file, enumLabel })]);
}

function joinFile(data: TemplateData, { name, table, join }: TemplateData['sets'][number]): Source {
  const setLabel = name.replaceAll('_', ' ');
  return apply(url('./join-files'), [
    applyTemplates({
      ...data,
      ...join,
      joinFile: join.file,
      ownTable: data.table,
      otherTable: table,
      setLabel,
    }),
  ]);
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

/** Lets the parent, if there is one, embed these rows, and be made with them. */
function changeParentOf({ parent, answers, takesNew, ...names }: TemplateData): Rule {
  return (tree) => {
    if (parent) {
      changeParent(tree, parent, names, { isShown: answers, isMade: takesNew });
    }
  };
}

/** Formats what was written by the project's own rules. */
function format({ folder, parent }: TemplateData): Rule {
  return async (tree: Tree) => {
    const files = [APP_MODULE, `test/${folder}.e2e-spec.ts`];
    for (const changed of [folder, ...(parent ? [parent.folder] : [])]) {
      tree.getDir(`/src/${changed}`).visit((file) => files.push(file.slice(1)));
    }
    for (const file of files) {
      const options = await prettier.resolveConfig(path.resolve(file));
      const written = tree.readText(file);
      const formatted = await prettier.format(written, { ...options, filepath: file });
      if (formatted !== written) {
        tree.overwrite(file, formatted);
      }
    }
  };
}

import type { Tree } from '@angular-devkit/schematics';
import ts from 'typescript';
import type { Names } from './names.ts';
import type { Parent } from './parent.ts';
import { takePartsIn } from './parent-routes.ts';
import { refuseForm } from './refuse-form.ts';
import { callOf, methodsOf, Source } from './source.ts';

/**
 * Changes the files of the parent: its rows embed their parts, and are made with them.
 *
 * @param part `isShown`: some route answers parts; `isMade`: there is a body from which they are made
 * @throws ResourceError if one of them is not as the generator writes it
 */
export function changeParent(
  tree: Tree,
  parent: Parent,
  child: Names,
  { isShown, isMade }: { isShown: boolean; isMade: boolean },
): void {
  const change = (file: string, edit: (source: Source) => void): void => {
    const path = `src/${parent.folder}/${file}.ts`;
    if (!tree.exists(path)) {
      throw refuseForm(path, 'it is not there');
    }
    const source = new Source(path, tree.readText(path));
    edit(source);
    tree.overwrite(path, source.result);
  };
  if (isShown) {
    change(`dto/${parent.file}.dto`, (source) => embed(source, parent, child));
  }
  let creates = false;
  if (isMade) {
    change(`${parent.folder}.controller`, (source) => {
      creates = takePartsIn(source, parent);
    });
  }
  if (creates) {
    addToBody(tree, parent, child);
    change(`${parent.folder}.service`, (source) => createWithParts(source, parent));
  }
}

/** The answer's `lines`, only with `include=`. Their DTO knows this one, so it is given by its name. */
function embed(source: Source, { one, as }: Parent, child: Names): void {
  const dto = source.classNamed(`${one}Dto`);
  if (!dto) {
    throw refuseForm(source.path, `it has no class ${one}Dto`);
  }
  source.addMember(dto, `  @EmbedsMany('${child.one}Dto')\n  ${as}?: ${child.one}Dto[];`);
  source.addImport('EmbedsMany', '../../platform/dto.js');
  source.addImport(`type ${child.one}Dto`, `../../${child.folder}/dto/${child.file}.dto.js`);
}

/** The body of a new row with its parts. */
function addToBody(tree: Tree, { folder, file, one, label, as, column }: Parent, child: Names): void {
  const path = `src/${folder}/dto/create-${file}-with-parts.dto.ts`;
  const dto = `Create${one}WithPartsDto`;
  if (!tree.exists(path)) {
    tree.create(
      path,
      `import { PartsField } from '../../platform/dto.js';\n` +
        `import { Create${one}Dto } from './create-${file}.dto.js';\n\n` +
        `/** A new ${label} with its parts, which are made with it. */\n` +
        `export class ${dto} extends Create${one}Dto {}\n`,
    );
  }
  const source = new Source(path, tree.readText(path));
  const body = source.classNamed(dto);
  if (!body) {
    throw refuseForm(path, `it has no class ${dto}`);
  }
  const create = `Create${child.one}Dto`;
  source.addMember(body, `  @PartsField(${create}, '${column}')\n  ${as}?: Omit<${create}, '${column}'>[];`);
  source.addImport(create, `../../${child.folder}/dto/create-${child.file}.dto.js`);
  tree.overwrite(path, source.result);
}

/** `create({ lines, ...data })`, which makes the row with its parts. */
function createWithParts(source: Source, { one, file, as }: Parent): void {
  const service = source.classNamed(/Service$/);
  const create = service && methodsOf(service).find(({ name }) => name.getText() === 'create');
  const [data] = create?.parameters ?? [];
  const [given] = (create && callOf(create, 'this.#writes.create')?.arguments) ?? [];
  const [, parts] = (create && callOf(create, 'this.#writes.createWith')?.arguments) ?? [];
  if (data && parts && ts.isObjectBindingPattern(data.name) && ts.isObjectLiteralExpression(parts)) {
    source.insert(data.name.elements.at(-1)!.getStart(), `${as}, `);
    source.insert(parts.properties.at(-1)!.end, `, ${as}`);
  } else if (given && data?.getText() === `data: Create${one}Dto`) {
    source.replace(data, `{ ${as}, ...data }: Create${one}WithPartsDto`);
    source.replace(given.parent, `this.#writes.createWith(${given.getText()}, { ${as} })`);
    source.addImport(`type Create${one}WithPartsDto`, `./dto/create-${file}-with-parts.dto.js`);
  } else {
    throw refuseForm(
      source.path,
      `its method is not create(data: Create${one}Dto) with return this.#writes.create(data)`,
    );
  }
}

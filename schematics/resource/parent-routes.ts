import ts from 'typescript';
import type { Parent } from './parent.ts';
import { refuseForm } from './refuse-form.ts';
import { decoratorOf, methodsOf, returnedCall, type Source } from './source.ts';

/** The routes that answer one row, of which some take the row's parts along. */
const ONE_ROW = ['CreateRoute', 'GetRoute', 'UpdateRoute', 'RestoreRoute'];

/**
 * Lets the routes of the parent embed its parts, and the one that makes it take them.
 *
 * @param part `isShown`: some route answers parts; `isMade`: there is a body from which they are made
 * @returns whether there is a route that makes the parent
 * @throws ResourceError if a route is not as the generator writes it
 */
export function includeIn(
  source: Source,
  parent: Parent,
  { isShown, isMade }: { isShown: boolean; isMade: boolean },
): boolean {
  const controller = source.classNamed(/Controller$/);
  if (!controller) {
    throw refuseForm(source.path, 'it has no controller');
  }
  const dto = `${parent.one}Dto`;
  let creates = false;
  for (const method of methodsOf(controller)) {
    const route = ONE_ROW.find((name) => decoratorOf(method, name)?.arguments[0]?.getText() === dto);
    if (route && isShown) {
      include(source, method, route, dto);
    }
    if (route === 'CreateRoute') {
      creates = true;
      if (isMade) {
        takeParts(source, method, parent);
      }
    }
    if (isShown) {
      includeInList(source, method, dto);
    }
  }
  return creates;
}

/** `@Include(OrderDto) include: Included`, and what the method does with it. */
function include(source: Source, method: ts.MethodDeclaration, route: string, dto: string): void {
  if (method.parameters.some((one) => decoratorOf(one, 'Include'))) {
    return;
  }
  const call = returnedCall(method);
  if (!call || !ts.isPropertyAccessExpression(call.expression)) {
    throw refuseForm(
      source.path,
      `${method.name.getText()}() does more than return what its service answers`,
    );
  }
  const optional = method.parameters.find((one) => one.questionToken ?? one.initializer);
  const parameter = `@Include(${dto}) include: Included`;
  source.insert(
    optional?.getStart() ?? method.parameters.at(-1)!.end,
    optional ? `${parameter}, ` : `, ${parameter}`,
  );
  if (route === 'GetRoute') {
    source.insert(call.arguments.at(-1)!.end, ', include');
  } else {
    const service = call.expression.expression.getText();
    source.insert(call.getStart(), `${service}.embed(await `);
    source.insert(call.end, ', include)');
    if (!method.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) {
      source.insert(method.name.getStart(), 'async ');
    }
  }
  source.addImport('Include', '../platform/http.js');
  source.addImport('type Included', '../platform/http.js');
}

function includeInList(source: Source, method: ts.MethodDeclaration, dto: string): void {
  if (decoratorOf(method, 'ListRoute')?.arguments[0]?.getText() !== dto) {
    return;
  }
  const query = method.parameters.flatMap((one) => decoratorOf(one, 'ListQuery') ?? [])[0];
  if (!query) {
    throw refuseForm(source.path, `${method.name.getText()}() has no @ListQuery()`);
  }
  const [filter, row] = query.arguments;
  if (filter && !row) {
    source.insert(filter.end, `, ${dto}`);
  }
}

function takeParts(source: Source, method: ts.MethodDeclaration, { one, file }: Parent): void {
  const body = method.parameters.find((parameter) => decoratorOf(parameter, 'Body'));
  const type = body?.type?.getText();
  const wanted = `Create${one}WithPartsDto`;
  if (type === wanted) {
    return;
  }
  if (!body?.type || type !== `Create${one}Dto`) {
    throw refuseForm(source.path, `${method.name.getText()}() takes no @Body() data: Create${one}Dto`);
  }
  source.replace(body.type, wanted);
  source.addImport(wanted, `./dto/create-${file}-with-parts.dto.js`);
  source.removeImport(`Create${one}Dto`, 1);
}

import type ts from 'typescript';
import type { Parent } from './parent.ts';
import { refuseForm } from './refuse-form.ts';
import { decoratorOf, methodsOf, type Source } from './source.ts';

/**
 * Lets the route that makes the parent take its parts.
 *
 * @returns whether there is such a route
 * @throws ResourceError if it is not as the generator writes it
 */
export function takePartsIn(source: Source, parent: Parent): boolean {
  const controller = source.classNamed(/Controller$/);
  if (!controller) {
    throw refuseForm(source.path, 'it has no controller');
  }
  const creating = methodsOf(controller).filter(
    (method) => decoratorOf(method, 'CreateRoute')?.arguments[0]?.getText() === `${parent.one}Dto`,
  );
  creating.forEach((method) => takeParts(source, method, parent));
  return creating.length > 0;
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

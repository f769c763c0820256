import type { DynamicModule, ForwardReference, Type } from '@nestjs/common';

type Import = Type | DynamicModule | ForwardReference | Promise<DynamicModule> | undefined;

/** The controllers of a module and of all that it imports, before Nest looks at them. */
export async function controllersOf(root: Import): Promise<Set<Type>> {
  const controllers = new Set<Type>();
  const seen = new Set<Import>();
  const visit = async (one: Import): Promise<void> => {
    const found = await one;
    if (!found || seen.has(found)) {
      return;
    }
    seen.add(found);
    if ('forwardRef' in found) {
      return visit((found.forwardRef as () => Import)());
    }
    const dynamic = 'module' in found ? found : undefined;
    const module = dynamic?.module ?? (found as Type);
    const listed = <T>(key: 'controllers' | 'imports'): T[] => [
      ...((Reflect.getMetadata(key, module) as T[] | undefined) ?? []),
      ...((dynamic?.[key] as T[] | undefined) ?? []),
    ];
    listed<Type>('controllers').forEach((controller) => controllers.add(controller));
    for (const imported of listed<Import>('imports')) {
      await visit(imported);
    }
  };
  await visit(root);
  return controllers;
}

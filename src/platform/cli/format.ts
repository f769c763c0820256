import { writeFile } from 'node:fs/promises';

/** Writes a generated file in the project's own style. Prettier is there for developers only. */
export async function writeFormatted(file: string, code: string): Promise<void> {
  const prettier = await import('prettier');
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(code, { ...options, filepath: file }));
}

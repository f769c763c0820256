import { writeFile } from 'node:fs/promises';
import prettier from 'prettier';

/** Writes a generated file in the project's own style. */
export async function writeFormatted(file: string, code: string): Promise<void> {
  const options = await prettier.resolveConfig(file);
  await writeFile(file, await prettier.format(code, { ...options, filepath: file }));
}

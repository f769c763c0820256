import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { SmallProject } from './small-project.ts';

const FIELDS =
  'name:string:unique,description:text?,quantity:integer(0..)=0,status:enum(draft|active|archived)=draft';

/** The lines that matter: without comments, and without examples, which are a matter of taste. */
function linesOf(code: string): string[] {
  return code
    .replaceAll(/\/\*\*[^]*?\*\//g, '')
    .replaceAll(/,? example: ('[^']*'|\d+)/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** The lines of `part` that `whole` does not have, in this order. */
function missingFrom(whole: string[], part: string[]): string[] {
  let at = 0;
  return part.filter((line) => {
    const found = whole.indexOf(line, at);
    at = found < 0 ? at : found + 1;
    return found < 0;
  });
}

describe('items, the reference entity', () => {
  it('is what the generator writes for its fields, plus its own business', () => {
    const project = new SmallProject();
    try {
      const written = Object.entries(project.files()).filter(([name]) => name.startsWith('src/items/'));
      rmSync(path.join(project.folder, 'src/items'), { recursive: true });
      rmSync(path.join(project.folder, 'openapi.json'));
      const appModule = project.read('src/app.module.ts');
      writeFileSync(
        path.join(project.folder, 'src/app.module.ts'),
        appModule.replace(/import \{ ItemsModule \}.*\n/, '').replace(/,? ?ItemsModule/, ''),
      );
      expect(project.resource('item', '--fields', FIELDS).status).toBe(0);
      const generated = project.files();
      expect(Object.keys(generated).filter((name) => name.startsWith('src/items/'))).toEqual(
        expect.arrayContaining(written.map(([name]) => name).filter((name) => name in generated)),
      );
      for (const [name, code] of Object.entries(generated)) {
        if (name.startsWith('src/items/')) {
          const byHand = written.find(([file]) => file === name)?.[1] ?? '';
          expect({ name, missing: missingFrom(linesOf(byHand), linesOf(code)) }).toEqual({
            name,
            missing: [],
          });
        }
      }
    } finally {
      project.remove();
    }
  });
});

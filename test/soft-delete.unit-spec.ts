import { globSync, readFileSync } from 'node:fs';

it('is spelled in one place: the global filter', () => {
  const spelled = globSync('src/**/*.ts').filter((file) =>
    /deleted_at\W{0,3}is (not )?null/i.test(readFileSync(file, 'utf8')),
  );
  expect(spelled).toEqual(['src/platform/database/soft-delete.filter.ts']);
});

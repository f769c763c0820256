import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  globalIgnores([
    'dist/',
    '.dist-*/',
    'coverage/',
    '.data/',
    'node_modules/',
    'test/fixtures/',
    'examples/client/schema.d.ts',
    // A project of its own, which its own compiler checks.
    'examples/admin/',
  ]),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Nest's modules are classes that hold nothing but their decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // DTOs and Config are described as classes, and made as plain objects.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // A constructor that only narrows its parameter tells Nest what to inject.
      '@typescript-eslint/no-useless-constructor': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The rule keeps imports whose types decorators emit, since tsconfig has emitDecoratorMetadata.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // With noUncheckedIndexedAccess, `!` is how code says that an index is known to exist.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // These four fault sound code: hooks that are async for their overriders, checks of what a library types too
      // narrowly, typed helpers, methods that are passed to be applied.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    // Commands talk to a terminal, everything else through the logger.
    files: ['src/**/check-*.ts', 'src/**/write-*.ts', 'src/**/cli/**/*.ts', 'bench/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    // Services and repositories throw domain errors and know nothing of HTTP (.dependency-cruiser.cjs has the rest).
    files: ['src/**/*.service.ts', 'src/**/*.repository.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@nestjs/common'],
              importNamePattern:
                '(Exception|Controller|HttpStatus|HttpCode|Headers?|Req|Res|Request|Response)$',
              message:
                'Throw an error of src/platform/errors; HTTP belongs to controllers and src/platform/http.',
            },
          ],
        },
      ],
    },
  },
  {
    // Nest's CLI writes `import { Test, TestingModule }`.
    files: ['src/**/*.spec.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // supertest types a body as any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
    },
  },
);

import { readFileSync } from 'node:fs';
import { ERROR_CODES } from '../../src/platform/errors/error-codes.js';
import { FIELD_ERROR_TYPES } from '../../src/platform/errors/field-error-types.js';

describe('docs/errors.md', () => {
  const text = readFileSync('docs/errors.md', 'utf8');

  it.each(Object.entries(ERROR_CODES))('explains %s', (code, { status, when }) => {
    const row = text.split('\n').find((line) => line.includes(`\`${code}\` `))!;
    expect(row).toContain(String(status));
    expect(row).toContain(when);
  });

  it.each(Object.entries(FIELD_ERROR_TYPES))('explains the field error %s', (type, meaning) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${type}\` `))!;
    expect(row).toContain(meaning);
  });
});

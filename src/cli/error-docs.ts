import 'reflect-metadata';
import path from 'node:path';
// The features, whose errors are defined when they are loaded.
import '../app.module.js';
import { readArguments } from '../platform/cli/arguments.js';
import { writeFormatted } from '../platform/cli/format.js';
import { knownErrors } from '../platform/errors/define-error.js';
import { FIELD_ERROR_TYPES } from '../platform/errors/field-error-types.js';
import { runCommand } from './run-command.js';

const USAGE = `Usage: npm run docs:errors
Writes docs/errors.md from the tables of error codes and field error types, and the errors of features.`;

const INTRODUCTION = `# Errors

<!-- Made by \`npm run docs:errors\` from src/platform/errors/error-codes.ts, what features define by defineError, and src/platform/errors/field-error-types.ts: change those. -->

Every answer that is not a success has one shape, whatever went wrong:

\`\`\`json
{
  "detail": "Validation failed",
  "error_code": "VALIDATION_ERROR",
  "correlation_id": "01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41",
  "timestamp": "2025-01-05T12:00:00.000Z",
  "errors": [{ "loc": ["body", "name"], "msg": "Must have at most 255 characters", "type": "max_length" }]
}
\`\`\`

- \`error_code\` is what a client decides by: it is stable. \`detail\` and \`msg\` are for people and may change.
- \`correlation_id\` is in the \`X-Correlation-ID\` header and in every log line of the request too. Name it in a report.
- \`errors\` is there when fields are to blame. \`loc\` says where: \`body\`, \`query\`, \`path\` or \`header\` first, then names and
  indexes. \`type\` is stable. There are 100 at most, and one of type \`truncated\` where there were more.
- An \`HttpException\` of Nest keeps its status and its message. Its \`error_code\` is that of its status below, else the
  reason phrase of the status: 418 is \`IM_A_TEAPOT\`.
- A feature defines errors with codes of its own, see src/platform/errors/define-error.ts.`;

await runCommand(async () => {
  readArguments(USAGE);
  const codes = [...knownErrors()].map(
    ([code, { status, detail, when }]) => `| ${status} | \`${code}\` | ${detail} | ${when} |`,
  );
  const types = Object.entries(FIELD_ERROR_TYPES).map(([type, meaning]) => `| \`${type}\` | ${meaning} |`);
  const text = [
    INTRODUCTION,
    '## Codes',
    ['| status | `error_code` | usual `detail` | when |', '|---|---|---|---|', ...codes].join('\n'),
    '## Types of field errors',
    ['| `type` | meaning |', '|---|---|', ...types].join('\n'),
    'A rule of class-validator that means one of these has its type: `@IsInt()` gives `integer`, `@MaxLength()` gives `max_length`. Any other, and a rule of your own, gives its name in the same style: `@IsCreditCard()` gives `is_credit_card`.',
  ].join('\n\n');
  await writeFormatted(path.resolve('docs/errors.md'), text);
});

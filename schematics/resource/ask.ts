import { confirm, input } from '@inquirer/prompts';
import { type Field, FIELD_TYPES } from './field.ts';
import { parseField, parseFields } from './parse-fields.ts';
import { ResourceError } from './resource-error.ts';

/** What a developer on a terminal answers. */
export interface Answers {
  fields: string;
  owned: boolean;
}

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && !process.env.CI;
}

/**
 * Asks for fields one by one, each checked at once, and then for what is left open.
 *
 * @param check throws a ResourceError if the fields so far cannot be in this project
 */
export async function ask(
  owned: boolean | undefined,
  check: (fields: readonly Field[]) => void,
  targets: readonly string[],
): Promise<Answers> {
  process.stdout.write(
    `Fields: name:type, then ? if it may be null, :unique, =default. Types: ${FIELD_TYPES.join(', ')}.\n` +
      'For example: number:string:unique  total:decimal(12,2)  status:enum(draft|sent)=draft  customer:ref(users)?\n' +
      `A ref can point to: ${targets.join(', ')}\n`,
  );
  const fields: string[] = [];
  for (;;) {
    const field = await input({
      message: `Field ${fields.length + 1}${fields.length > 0 ? ' (empty to finish)' : ''}:`,
      validate: (text) => complaint(text, fields, check),
    });
    if (!field.trim()) {
      break;
    }
    fields.push(field);
  }
  return {
    fields: fields.join(','),
    owned:
      owned ??
      (await confirm({
        message: 'Do rows belong to the user who made them? Only that user and admins then change them.',
        default: true,
      })),
  };
}

function complaint(text: string, before: string[], check: (fields: readonly Field[]) => void): string | true {
  try {
    if (text.trim() || before.length === 0) {
      parseField(text);
      check(parseFields([...before, text].join(',')));
    }
    return true;
  } catch (error) {
    if (error instanceof ResourceError) {
      return error.message;
    }
    throw error;
  }
}

import { StartError } from '../../errors/start-error.js';
import type { DocumentedAnswers, Schemas } from './documented-answers.js';

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: unknown;
  [key: string]: unknown;
}

/**
 * Refuses schemas of answers of which nothing could be sent: objects that document no property.
 *
 * @throws StartError that names schema and property
 */
export function refuseEmptySchemas(handler: string, answers: DocumentedAnswers, schemas: Schemas): void {
  const seen = new Set<string>();
  const visit = (schema: Schema, place: string): void => {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)!;
      if (!seen.has(name)) {
        seen.add(name);
        visit((schemas[name] ?? {}) as Schema, name);
      }
      return;
    }
    const { type, properties = {}, additionalProperties } = schema;
    const parts = [schema.allOf, schema.oneOf, schema.anyOf].flatMap(
      (part) => (part as Schema[] | undefined) ?? [],
    );
    if (
      type === 'object' &&
      !additionalProperties &&
      parts.length === 0 &&
      Object.keys(properties).length === 0
    ) {
      throw new StartError(
        `${handler} answers ${place}, an object that documents no property, so it would always be {}. ` +
          "Put @ApiProperty() above each property that it has; one of any shape is @ApiProperty({ type: 'object', additionalProperties: true }).",
      );
    }
    parts.forEach((part) => visit(part, place));
    for (const [name, property] of Object.entries(properties)) {
      visit(property, `${place}.${name}`);
    }
    for (const inner of [schema.items, additionalProperties]) {
      if (typeof inner === 'object' && inner !== null) {
        visit(inner as Schema, place);
      }
    }
  };
  for (const [status, { json }] of answers) {
    if (json) {
      visit(json as Schema, `with status ${status}`);
    }
  }
}

import { StartError } from '../../errors/start-error.js';
import type { DocumentedAnswers, Schemas } from './documented-answers.js';
import { isSchema, nameIn, type Schema } from './schema.js';

/**
 * Refuses schemas of answers of which nothing could be sent: objects that document no property.
 *
 * @throws StartError that names schema and property
 */
export function refuseEmptySchemas(handler: string, answers: DocumentedAnswers, schemas: Schemas): void {
  const seen = new Set<string>();
  const visit = (schema: Schema, place: string): void => {
    if (schema.$ref) {
      const name = nameIn(schema.$ref);
      if (!seen.has(name)) {
        seen.add(name);
        visit(schemas[name] ?? {}, name);
      }
      return;
    }
    const { type, properties = {}, additionalProperties } = schema;
    const parts = [schema.allOf, schema.oneOf, schema.anyOf].flatMap((part) => part ?? []);
    if (
      type === 'object' &&
      !additionalProperties &&
      parts.length === 0 &&
      Object.keys(properties).length === 0
    ) {
      throw new StartError(
        `${handler} answers ${place}, an object that documents no property, so it would always be {}. ${adviceOn(place)}`,
      );
    }
    parts.forEach((part) => visit(part, place));
    for (const [name, property] of Object.entries(properties)) {
      visit(property, `${place}.${name}`);
    }
    for (const inner of [schema.items, additionalProperties]) {
      if (isSchema(inner)) {
        visit(inner, place);
      }
    }
  };
  for (const [status, { json }] of answers) {
    if (json) {
      visit(json, `with status ${status}`);
    }
  }
}

/** What to write instead. @param place where the object stands; the name of a schema if it is one */
function adviceOn(place: string): string {
  return place === 'Date'
    ? "A time is documented by @ApiOkResponse({ schema: { type: 'string', format: 'date-time' } })."
    : "Put @ApiProperty() above each property that it has; one of any shape is @ApiProperty({ type: 'object', additionalProperties: true }).";
}

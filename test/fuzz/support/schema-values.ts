import fc, { type Arbitrary } from 'fast-check';

/** The parts of JSON Schema that OpenAPI documents use. */
export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  enum?: unknown[];
  pattern?: string;
  nullable?: boolean;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
}

/** More elements than this make requests long without making them any different. */
const MAX_ITEMS = 4;

const FORMATS: Record<string, Arbitrary<string>> = {
  uuid: fc.uuid(),
  email: fc.emailAddress(),
  date: fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10)),
  'date-time': fc
    .date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((time) => time.toISOString()),
};

/** Makes values that fit a schema of the document. */
export class SchemaValues {
  constructor(private readonly schemas: Record<string, Schema>) {}

  /** The schema behind a reference. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    return name === undefined ? schema : this.resolve(this.schemas[name]!);
  }

  fitting(reference: Schema): Arbitrary<unknown> {
    const schema = this.resolve(reference);
    const value = this.#notNull(schema);
    return schema.nullable ? fc.option(value, { freq: 4 }) : value;
  }

  #notNull(schema: Schema): Arbitrary<unknown> {
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return fc.oneof(...choices.map((choice) => this.fitting(choice)));
    if (schema.allOf) return this.fitting(schema.allOf[0]!);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'string':
        return this.#text(schema);
      case 'integer':
        return fc.integer({ min: schema.minimum, max: schema.maximum });
      case 'number':
        return fc.double({ min: schema.minimum, max: schema.maximum, noNaN: true });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(this.fitting(schema.items ?? {}), {
          minLength: schema.minItems,
          maxLength: Math.max(schema.minItems ?? 0, MAX_ITEMS),
        });
      case 'object':
        return this.#object(schema);
      default:
        return fc.jsonValue();
    }
  }

  #object({ properties = {}, required = [] }: Schema): Arbitrary<unknown> {
    const model = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [name, this.fitting(schema)]),
    );
    return fc.record(model, { requiredKeys: required, noNullPrototype: true });
  }

  #text({ format = '', pattern, minLength, maxLength }: Schema): Arbitrary<string> {
    const formatted = FORMATS[format];
    if (formatted) return formatted;
    if (pattern) return fc.stringMatching(new RegExp(pattern));
    return fc.string({
      minLength,
      maxLength: Math.min(maxLength ?? 40, Math.max(minLength ?? 0, 40)),
      unit: 'grapheme',
    });
  }
}

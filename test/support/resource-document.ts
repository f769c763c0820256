/** One property of a schema, as far as tests look at it. */
export interface PropertySchema {
  type?: string;
  format?: string;
  enum?: string[];
  nullable?: boolean;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  example?: unknown;
}

export interface CreateSchema {
  required?: string[];
  properties: Record<string, PropertySchema>;
}

export interface Parameter {
  name: string;
  description: string;
  schema: PropertySchema & { pattern?: string; items?: PropertySchema };
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
}

interface Document {
  paths: Record<string, Partial<Record<'get' | 'post' | 'put', Operation>>>;
  components: { schemas: Record<string, CreateSchema> };
}

/** What the OpenAPI document says about the routes of one entity. */
export class ResourceDocument {
  readonly #document: Document;

  /** @param path of the entity's list, such as `/api/v1/items` */
  constructor(
    document: object,
    private readonly path: string,
  ) {
    this.#document = document as Document;
  }

  get createSchema(): CreateSchema {
    return this.#bodyOf(this.#document.paths[this.path]?.post);
  }

  get listParameters(): ReadonlyMap<string, Parameter> {
    const parameters = this.#document.paths[this.path]?.get?.parameters ?? [];
    return new Map(parameters.map((parameter) => [parameter.name, parameter]));
  }

  get upsertFields(): readonly string[] | undefined {
    const upsert = this.#document.paths[`${this.path}/bulk`]?.put;
    const fields = upsert && (this.#bodyOf(upsert).properties.update_fields as { items: { enum: string[] } });
    return fields?.items.enum;
  }

  #bodyOf(operation: Operation | undefined): CreateSchema {
    const schema = operation?.requestBody?.content['application/json']?.schema.$ref;
    const found = schema && this.#document.components.schemas[schema.split('/').at(-1)!];
    if (!found) {
      throw new Error(`The OpenAPI document has no body for new rows of ${this.path}`);
    }
    return found;
  }
}

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

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The routes that an entity can have; `bulk` is creating and deleting many rows. */
export type Route = 'list' | 'get' | 'create' | 'update' | 'delete' | 'restore' | 'bulk' | 'upsert';

/** Where each route is: below the path of the list, by which method. */
const PLACES: Record<Route, readonly [path: string, method: Method]> = {
  list: ['', 'get'],
  get: ['/{id}', 'get'],
  create: ['', 'post'],
  update: ['/{id}', 'patch'],
  delete: ['/{id}', 'delete'],
  restore: ['/{id}/restore', 'post'],
  bulk: ['/bulk', 'post'],
  upsert: ['/bulk', 'put'],
};

interface Document {
  paths: Record<string, Partial<Record<Method, Operation>>>;
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

  /** The routes that there are. */
  get routes(): Route[] {
    return (Object.keys(PLACES) as Route[]).filter((route) => this.#at(route));
  }

  get createSchema(): CreateSchema {
    return this.#bodyOf(this.#at('create'));
  }

  get updateSchema(): CreateSchema {
    return this.#bodyOf(this.#at('update'));
  }

  get listParameters(): ReadonlyMap<string, Parameter> {
    const parameters = this.#document.paths[this.path]?.get?.parameters ?? [];
    return new Map(parameters.map((parameter) => [parameter.name, parameter]));
  }

  get upsertFields(): readonly string[] | undefined {
    const upsert = this.#at('upsert');
    const fields = upsert && (this.#bodyOf(upsert).properties.update_fields as { items: { enum: string[] } });
    return fields?.items.enum;
  }

  #at(route: Route): Operation | undefined {
    const [path, method] = PLACES[route];
    return this.#document.paths[`${this.path}${path}`]?.[method];
  }

  #bodyOf(operation: Operation | undefined): CreateSchema {
    const schema = operation?.requestBody?.content['application/json']?.schema.$ref;
    const found = schema && this.#document.components.schemas[schema.split('/').at(-1)!];
    if (!found) {
      throw new Error(`The OpenAPI document has no body for rows of ${this.path}`);
    }
    return found;
  }
}

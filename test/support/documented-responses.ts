import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import FindMyWay from 'find-my-way';
import request, { type Response } from 'supertest';

interface Reference {
  $ref: string;
}

interface DocumentedResponse {
  description?: string;
  content?: Record<string, { schema: object }>;
  headers?: Record<string, { required?: boolean } | Reference>;
}

interface Operation {
  responses: Record<string, DocumentedResponse | Reference>;
}

/** What is read of an OpenAPI document. */
export interface Document {
  paths: Record<string, Record<string, unknown>>;
  components: Record<string, Record<string, object>>;
}

/** The OpenAPI document of a running application, as the judge of its answers. */
export class DocumentedResponses {
  readonly #router = FindMyWay();
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  readonly #components: Document['components'];

  constructor(document: Document) {
    formats.default(this.#ajv);
    this.#ajv.addFormat('decimal', true);
    this.#ajv.addSchema({ $id: 'document', components: closed(document.components) as object });
    this.#components = document.components;
    for (const [template, operations] of Object.entries(document.paths)) {
      this.#router.on('GET', template.replace(/\{(\w+)\}/g, ':$1'), () => undefined, {
        template,
        operations,
      });
    }
  }

  /** Reads the document that the application serves. */
  static async of(baseUrl: string): Promise<DocumentedResponses> {
    return new DocumentedResponses((await request(baseUrl).get('/docs-json')).body as Document);
  }

  /**
   * @throws Error if the answer's status is not documented for the operation, its body does not fit the schema, or a
   *   header that is documented as required is missing
   */
  check(method: string, url: string, response: Pick<Response, 'status' | 'text' | 'body' | 'headers'>): void {
    const found = this.#router.find('GET', url.split('?', 1)[0]!);
    const path = found?.store as { template: string; operations: Record<string, Operation> } | undefined;
    const operation = path?.operations[method === 'head' ? 'get' : method];
    const name = `${method.toUpperCase()} ${path?.template ?? url} ${response.status}`;
    const entry = operation ? this.#entryOf(operation, response) : ERROR;
    if (!entry) {
      throw new Error(`${name} is not documented: ${response.text}`);
    }
    if (!operation && response.status < 400) {
      return;
    }
    const documented = this.#resolved<DocumentedResponse>(entry);
    for (const [header, description] of Object.entries(documented.headers ?? {})) {
      const { required } = this.#resolved<{ required?: boolean }>(description);
      if (required && !(header.toLowerCase() in response.headers)) {
        throw new Error(`${name} lacks its documented header ${header}`);
      }
    }
    this.#checkBody(name, documented, response, method);
  }

  /** What is documented for a status; the default response, for the errors that it names. */
  #entryOf({ responses }: Operation, { status, body }: Pick<Response, 'status' | 'body'>) {
    const common = responses.default;
    if (responses[status] || !common || status < 400) {
      return responses[status];
    }
    const { description = '' } = this.#resolved<DocumentedResponse>(common);
    const code = (body as { error_code?: string } | undefined)?.error_code;
    return code === undefined || description.includes(`${status} \`${code}\``) ? common : undefined;
  }

  #checkBody(
    name: string,
    { content }: DocumentedResponse,
    response: Pick<Response, 'text' | 'body'>,
    method: string,
  ): void {
    const schema = content?.['application/json']?.schema;
    if (!schema) {
      if (response.text && !content) {
        throw new Error(`${name} has a body, but none is documented: ${response.text}`);
      }
      return;
    }
    if (method !== 'head' && !this.#ajv.validate(withinDocument(schema), response.body)) {
      throw new Error(`${name} is not as documented: ${this.#ajv.errorsText()}\n${response.text}`);
    }
  }

  /** The part itself, or what it refers to. */
  #resolved<T extends object>(part: T | Reference): T {
    if (!('$ref' in part)) {
      return part;
    }
    const [kind, name] = part.$ref.replace('#/components/', '').split('/');
    return this.#components[kind!]![name!] as T;
  }
}

const ERROR: DocumentedResponse = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function withinDocument(schema: object): object {
  return JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/')) as object;
}

/** Objects may have no other properties than those that are documented. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) {
    return part.map(closed);
  }
  if (typeof part !== 'object' || part === null) {
    return part;
  }
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return 'properties' in copy && copy.type === 'object' ? { additionalProperties: false, ...copy } : copy;
}

import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import FindMyWay from 'find-my-way';
import request, { type Response } from 'supertest';

interface DocumentedResponse {
  content?: Record<string, { schema: object }>;
  headers?: Record<string, object>;
}

type Operation = { responses: Record<string, DocumentedResponse> };
type Document = { paths: Record<string, Record<string, Operation>>; components: object };

/** The OpenAPI document of a running application, as the judge of its answers. */
export class DocumentedResponses {
  readonly #router = FindMyWay();
  readonly #ajv = new Ajv({ strict: false, allErrors: true });
  #loaded?: Promise<void>;

  constructor(private readonly baseUrl: string) {
    formats.default(this.#ajv);
  }

  /**
   * @throws Error if the answer's status is not documented for the operation, its body does not fit the schema, or a
   *   documented header is missing
   */
  async check(method: string, url: string, response: Response): Promise<void> {
    await (this.#loaded ??= this.#load());
    const found = this.#router.find('GET', url.split('?', 1)[0]!);
    const path = found?.store as { template: string; operations: Record<string, Operation> } | undefined;
    const operation = path?.operations[method === 'head' ? 'get' : method];
    const name = `${method.toUpperCase()} ${path?.template ?? url} ${response.status}`;
    const documented = operation ? operation.responses[response.status] : ERROR;
    if (!documented) {
      throw new Error(`${name} is not documented: ${response.text}`);
    }
    if (!operation && response.status < 400) {
      return;
    }
    for (const header of Object.keys(documented.headers ?? {})) {
      if (!(header.toLowerCase() in response.headers)) {
        throw new Error(`${name} lacks its documented header ${header}`);
      }
    }
    this.#checkBody(name, documented, response, method);
  }

  #checkBody(name: string, { content }: DocumentedResponse, response: Response, method: string): void {
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

  async #load(): Promise<void> {
    const document = (await request(this.baseUrl).get('/docs-json')).body as Document;
    this.#ajv.addSchema({ $id: 'document', components: closed(document.components) as object });
    for (const [template, operations] of Object.entries(document.paths)) {
      this.#router.on('GET', template.replace(/\{(\w+)\}/g, ':$1'), () => undefined, {
        template,
        operations,
      });
    }
  }
}

const ERROR: DocumentedResponse = {
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
};

function withinDocument(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/')) as object;
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

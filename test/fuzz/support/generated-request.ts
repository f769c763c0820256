import fc, { type Arbitrary } from 'fast-check';
import { hostileBody, hostileText, hostileValue, oddHeader, oddPath, oddQuery } from './hostile-values.js';
import { type Schema, SchemaValues } from './schema-values.js';

/** What the generator needs of an OpenAPI document. */
export interface Document {
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, Schema>; parameters?: Record<string, Parameter> };
}

interface Parameter {
  $ref?: string;
  name: string;
  in: string;
  schema?: Schema;
}

interface OperationObject {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

type PathItem = Partial<Record<Verb, OperationObject>> & { parameters?: Parameter[] };

const VERBS = ['get', 'post', 'put', 'patch', 'delete'] as const;
type Verb = (typeof VERBS)[number];

/** Who sends a request. */
export const SENDERS = ['user', 'admin', 'nobody', 'impostor'] as const;
export type Sender = (typeof SENDERS)[number];

/** A request before it is sent: ids of rows that exist are filled in then. */
export interface GeneratedRequest {
  sender: Sender;
  method: string;
  path: string;
  query: string;
  headers: [string, string][];
  body?: Buffer;
}

/** Stands for the id of a row that exists. */
export const KNOWN_ID = '~known~';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const;
const JSON_TYPES = ['application/json', 'application/json; charset=utf-8'] as const;
const OTHER_TYPES = [
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/xml',
  '',
  'application/jsonx',
  'application/json; charset=utf-16',
] as const;

/** Makes requests for every operation of a document, so that a new entity needs no test of its own here. */
export class RequestGenerator {
  readonly #values: SchemaValues;

  constructor(private readonly document: Document) {
    this.#values = new SchemaValues(document.components.schemas);
  }

  /** Every operation, as method and path template. */
  get operations(): [method: Verb, template: string][] {
    return Object.entries(this.document.paths).flatMap(([template, item]) =>
      VERBS.filter((verb) => item[verb]).map((verb): [Verb, string] => [verb, template]),
    );
  }

  /** Requests for one operation: valid ones, ones with a fault, and plainly hostile ones. */
  requests(method: Verb, template: string): Arbitrary<GeneratedRequest> {
    const item = this.document.paths[template]!;
    const { parameters: own = [], requestBody } = item[method]!;
    const parameters = [...(item.parameters ?? []), ...own].map((parameter) => this.#resolved(parameter));
    const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
    const schema = requestBody?.content['application/json']?.schema;
    return fc.record({
      sender: fc.constantFrom('user', 'user', 'user', 'admin', 'admin', 'nobody', 'impostor' as Sender),
      method: rarely(fc.constantFrom(...METHODS), fc.constant(method.toUpperCase())),
      path: rarely(oddPath, this.#path(template, of('path'))),
      query: this.#query(of('query')),
      headers: this.#headers(of('header'), schema !== undefined),
      body: schema ? this.#body(schema) : rarely(fc.constant(Buffer.from('{}')), fc.constant(undefined)),
    });
  }

  #resolved(parameter: Parameter): Parameter {
    const name = parameter.$ref?.replace('#/components/parameters/', '');
    return name === undefined ? parameter : this.document.components.parameters![name]!;
  }

  #path(template: string, parameters: { name: string; schema?: Schema }[]): Arbitrary<string> {
    const values = parameters.map(({ schema = {} }) =>
      fc.oneof(
        { weight: 6, arbitrary: fc.constant(KNOWN_ID) },
        { weight: 2, arbitrary: this.#values.fitting(schema).map((value) => encoded(String(value))) },
        { weight: 1, arbitrary: hostileText.map((text) => encoded(text) || '%20') },
      ),
    );
    return fc
      .tuple(...values)
      .map((texts) =>
        parameters.reduce((path, { name }, i) => path.replace(`{${name}}`, () => texts[i]!), template),
      );
  }

  #query(parameters: { name: string; schema?: Schema }[]): Arbitrary<string> {
    const odd = rarely(oddQuery, fc.constant(''));
    if (parameters.length === 0) return odd;
    const pair = fc
      .constantFrom(...parameters)
      .chain(({ name, schema = {} }) =>
        fc
          .oneof(
            { weight: 4, arbitrary: this.#values.fitting(schema) },
            { weight: 1, arbitrary: hostileText },
          )
          .map(
            (value) => `${encoded(name)}=${encoded(Array.isArray(value) ? value.join(',') : String(value))}`,
          ),
      );
    return fc
      .tuple(fc.array(pair, { maxLength: 3 }), odd)
      .map(([pairs, other]) => [...pairs, other].filter(Boolean).join('&'));
  }

  #headers(parameters: { name: string }[], hasBody: boolean): Arbitrary<[string, string][]> {
    const declared = parameters.map(({ name }) =>
      fc.option(
        fc
          .constantFrom('"1"', '*', '"7", "8"', 'W/"1"', 'x', 'key-1')
          .map((value): [string, string] => [name, value]),
        { freq: 1 },
      ),
    );
    const type = rarely(fc.constantFrom(...OTHER_TYPES), fc.constantFrom(...JSON_TYPES));
    return fc
      .tuple(fc.tuple(...declared), fc.option(oddHeader, { freq: 1 }), type)
      .map(([known, odd, contentType]) => [
        ...(hasBody ? [['Content-Type', contentType] as [string, string]] : []),
        ...[...known, odd]
          .filter((header) => header !== null)
          .map(([name, value]): [string, string] => [name, value.replace(/[^\t -~\x80-\xff]/g, '?')]),
      ]);
  }

  #body(reference: Schema): Arbitrary<Buffer | undefined> {
    const valid = this.#values.fitting(reference);
    const fields = Object.keys(this.#values.resolve(reference).properties ?? { x: {} });
    const faulty = fc
      .tuple(
        valid,
        fc.constantFrom(...fields, 'unknown', '__proto__', 'constructor', 'id', 'version'),
        hostileValue,
      )
      .map(([body, field, value]) => withField(body, field, value));
    const deepFaulty = fc
      .tuple(valid, hostileValue, fc.nat())
      .map(([body, value, at]) => replacedAt(body, value, at));
    return fc.oneof(
      { weight: 4, arbitrary: valid.map((body) => Buffer.from(JSON.stringify(body))) },
      { weight: 4, arbitrary: faulty.map((text) => Buffer.from(text)) },
      { weight: 2, arbitrary: deepFaulty.map((body) => Buffer.from(JSON.stringify(body) ?? 'null')) },
      { weight: 1, arbitrary: hostileBody },
      { weight: 1, arbitrary: fc.constant(undefined) },
    );
  }
}

/** One time in twelve the odd thing. */
function rarely<T, U>(odd: Arbitrary<T>, usual: Arbitrary<U>): Arbitrary<T | U> {
  return fc.oneof({ weight: 1, arbitrary: odd }, { weight: 11, arbitrary: usual });
}

/** Percent-encodes; what is no Unicode text becomes bytes that are no UTF-8. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return '%ed%a0%80';
  }
}

/** The body as JSON with one field set; written by hand, so that `__proto__` arrives as a field. */
function withField(body: unknown, field: string, value: unknown): string {
  const fields = Object.entries(body ?? {}).filter(([name]) => name !== field);
  const pairs = [...fields, [field, value]].map(
    ([name, content]) => `${JSON.stringify(name)}:${JSON.stringify(content)}`,
  );
  return `{${pairs.join(',')}}`;
}

/** The body with the value somewhere inside, in a list or an object of it. */
function replacedAt(body: unknown, value: unknown, at: number): unknown {
  if (Array.isArray(body) && body.length > 0) {
    return body.map((part, i) =>
      i === at % body.length ? replacedAt(part, value, at >> 2) : (part as unknown),
    );
  }
  const names = Object.keys(body ?? {});
  if (typeof body !== 'object' || body === null || names.length === 0) return value;
  const name = names[at % names.length]!;
  return { ...body, [name]: replacedAt((body as Record<string, unknown>)[name], value, at >> 2) };
}

import type { OpenAPIObject } from '@nestjs/swagger';
import fastJson from 'fast-json-stringify';
import type { FastifyInstance } from 'fastify';
import { operationsOf, routeOf } from '../openapi/operations-of.js';
import { AnswerError } from './answer-error.js';
import { documentedAnswers, type DocumentedAnswers, isBodiless, type Schemas } from './documented-answers.js';
import { infinityForNaN } from './infinity-for-nan.js';
import { misfitIn } from './misfit.js';
import { withTypedNulls } from './null-schemas.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route documents, by status. */
    answers?: DocumentedAnswers;
  }
}

type Serialise = (value: unknown) => string;

/** What Fastify is given as the schema of an answer: ours to compile. */
interface AnswerSchema {
  /** How messages name the answer: `ItemsController.get, status 200`. */
  answer: string;
  /** The JSON schema; `none` for no body, `undefined` for an answer that is not documented. */
  schema?: object | 'none';
}

const ERROR = { $ref: '#/components/schemas/Error' };

/**
 * Has Fastify serialise each answer from its documented schema: faster than a general serialiser, and a property that
 * is not documented cannot leave the server. A status that is not documented is refused, a status without a body sends
 * none; errors have the envelope.
 */
export function serialiseAsDocumented(fastify: FastifyInstance, document: OpenAPIObject): void {
  const operations = new Map(
    Object.values(document.paths)
      .flatMap(operationsOf)
      .map((operation) => [routeOf(operation), documentedAnswers(operation)] as const),
  );
  const compile = compilerFor(document);
  const schemas = document.components?.schemas ?? {};
  fastify.setSerializerCompiler(({ schema }) =>
    serialiserOf(schema as unknown as AnswerSchema, compile, schemas),
  );
  fastify.addHook('onRoute', (route) => {
    const answers = operations.get(route.config?.number ?? 0);
    if (answers && route.config) {
      route.config.answers = answers;
      route.schema = { ...route.schema, response: schemasOf(route.config.handler ?? route.url, answers) };
    }
  });
}

function schemasOf(handler: string, answers: DocumentedAnswers): Record<string, AnswerSchema> {
  const undocumented = (range: string): AnswerSchema => ({ answer: `${handler}, status ${range}` });
  const documented = [...answers].map(([status, answer]): [string, AnswerSchema] => [
    status.toLowerCase(),
    {
      answer: `${handler}, status ${status}`,
      schema: isBodiless(answer) ? (/^[45]/.test(status) ? ERROR : 'none') : answer.json,
    },
  ]);
  return {
    ...Object.fromEntries(['1xx', '2xx', '3xx'].map((range) => [range, undocumented(range)])),
    ...Object.fromEntries(['4xx', '5xx'].map((range) => [range, { answer: handler, schema: ERROR }])),
    ...Object.fromEntries(documented),
  };
}

function serialiserOf(
  { answer, schema }: AnswerSchema,
  compile: (schema: object) => Serialise,
  schemas: Schemas,
): Serialise {
  if (schema === 'none') {
    return () => '';
  }
  if (!schema) {
    return () => {
      throw new AnswerError(
        `${answer}: no JSON is documented for it, so nothing was sent. Document it, or answer another status`,
      );
    };
  }
  const serialise = compile(schema);
  const misfit = misfitIn(schema, schemas);
  const refuse = (fault: string, cause?: unknown): never => {
    throw new AnswerError(`${answer}: what was returned is not what is documented: ${fault}`, { cause });
  };
  return (value) => {
    const fault = misfit(value);
    if (fault !== undefined) {
      return refuse(fault);
    }
    try {
      return orWithoutNaN(serialise, value);
    } catch (cause) {
      return refuse(messageOf(cause), cause);
    }
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** As `JSON.stringify()` writes it, `NaN` is null in an answer; the serialiser knows that of infinities only. */
function orWithoutNaN(serialise: Serialise, value: unknown): string {
  try {
    return serialise(value);
  } catch (error) {
    const writable = infinityForNaN(value);
    if (writable === value) {
      throw error;
    }
    return serialise(writable);
  }
}

/** Compiles each schema once, however many routes answer with it: that of errors stands at each. */
function compilerFor({ components }: OpenAPIObject): (schema: object) => Serialise {
  const shared = {
    $id: 'document',
    components: { schemas: withTypedNulls(components?.schemas ?? {}) },
  } as object as fastJson.Schema;
  const compiled = new Map<string, Serialise>();
  return (schema) => {
    const text = JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/');
    let serialise = compiled.get(text);
    if (!serialise) {
      serialise = fastJson(withTypedNulls(JSON.parse(text) as object), {
        schema: { document: shared },
      }) as Serialise;
      compiled.set(text, serialise);
    }
    return serialise;
  };
}

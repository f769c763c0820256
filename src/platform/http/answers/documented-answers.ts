import type { OpenAPIObject } from '@nestjs/swagger';
import { type OperationObject, responsesOf } from '../openapi/operations-of.js';

/** What an operation documents for one status. */
export interface DocumentedAnswer {
  /** The schema of a JSON body. */
  json?: object;
  /** The media types of bodies that are no JSON: `text/csv`. */
  types: readonly string[];
  /** What the text is, as its schema says: `date`. */
  format?: string;
}

/** What an operation answers, by status, range (`2XX`) or `default`. Without schema and types there is no body. */
export type DocumentedAnswers = ReadonlyMap<string, DocumentedAnswer>;

/** What an operation of the document answers. */
export function documentedAnswers(operation: OperationObject): DocumentedAnswers {
  return new Map(
    responsesOf(operation).map(([status, response]) => {
      const content = Object.entries(('content' in response && response.content) || {});
      const json = content.find(([type]) => isJson(type))?.[1].schema;
      const types = content.map(([type]) => type).filter((type) => !isJson(type));
      const text = content.find(([type]) => !isJson(type))?.[1].schema;
      return [status, { json, types, format: text && 'format' in text ? text.format : undefined }];
    }),
  );
}

/** What is documented for a status: for itself, else for its range, else by default. */
export function answerFor(answers: DocumentedAnswers, status: number): DocumentedAnswer | undefined {
  return answers.get(String(status)) ?? answers.get(`${String(status)[0]}XX`) ?? answers.get('default');
}

/** Whether a status is documented to come without a body. */
export function isBodiless({ json, types }: DocumentedAnswer): boolean {
  return !json && types.length === 0;
}

/**
 * Documents an answer that is one text as what Nest makes of it, `text/plain`: it sends a string as it is, without the
 * quotes of JSON.
 */
export function documentTexts(operation: OperationObject): void {
  for (const [, response] of responsesOf(operation)) {
    const content = 'content' in response ? response.content : undefined;
    const json = content?.['application/json'];
    if (content && json?.schema && 'type' in json.schema && json.schema.type === 'string') {
      delete content['application/json'];
      content['text/plain'] ??= json;
    }
  }
}

/** The schemas of a document that others may refer to. */
export type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

function isJson(type: string): boolean {
  return /^application\/(.+\+)?json\b/.test(type);
}

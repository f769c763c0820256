import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { FastifyInstance } from 'fastify';
import path from 'node:path';
import type { Route } from '../routes/adopt-routes.js';
import { documentTexts } from '../answers/documented-answers.js';
import { Config } from '../../config/config.js';
import { documentCorrelation } from './correlation.js';
import { closeSchemas } from './close-schemas.js';
import { describeSchemas } from './describe-schemas.js';
import { docsLinks, docsStyle } from './docs-style.js';
import { documentErrors } from './document-errors.js';
import { documentIncludes } from './document-includes.js';
import { operationsOf } from './operations-of.js';
import { hideRoutes } from './hide-routes.js';
import { inOrder } from './document-order.js';
import { serveGuides } from './guides.js';
import { ErrorDto } from './error.dto.js';
import { RESPONSE_HEADERS } from './headers.js';
import { DOCS, isPage } from './pages.js';
import { serveReference } from './reference.js';
import { renameSchemas } from './schema-names.js';

const DESCRIPTION = `A REST API on PostgreSQL.

- **Sign in** with \`POST /api/v1/auth/register\` or \`login\`, and send the \`token\` as \`Authorization: Bearer …\`.
- **Errors**: every answer that is not a success has the schema \`Error\`. Decide by its \`error_code\`.
- **Lists** have pages by number (\`page\`, \`size\`) and, at the same cost at any depth, by \`cursor\`: send the \`next_cursor\` of a page
  with the same sort and filters until it is null.
- **Lost updates**: send the \`ETag\` of what you read as \`If-Match\` with your change; 412 says that somebody was faster.
- **Retries**: send an \`Idempotency-Key\` with each creation, and the same one when you try again.
- **Unknown** fields and parameters are refused, never ignored.`;

/** What the code says about itself, in two forms. */
export interface Documents {
  /** The OpenAPI document that clients see. */
  shown: OpenAPIObject;
  /** Every route with its number and what it answers, hidden ones too. */
  answers: OpenAPIObject;
}

/**
 * Builds the OpenAPI document of the whole application. It depends on the code and APP_NAME only: the same bytes in every
 * environment, see openapi.json.
 */
export function createDocuments(app: INestApplication, routes: ReadonlyMap<number, Route>): Documents {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.0.3')
    .setTitle(app.get(Config).APP_NAME)
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'The server that this document is from')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'opaque',
      description: 'The `token` of a session',
    })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    deepScanRoutes: true,
    extraModels: [ErrorDto],
  });
  delete (document.info as { contact?: object }).contact;
  document.components = { ...document.components, headers: RESPONSE_HEADERS };
  const answers = renameSchemas(document, routes.values());
  Object.values(answers.paths).flatMap(operationsOf).forEach(documentTexts);
  const shown = inOrder(
    documentIncludes(
      documentCorrelation(
        documentErrors(app, describeSchemas(closeSchemas(hideRoutes(answers, routes))), routes),
      ),
    ),
  );
  return { shown, answers };
}

/** The document as `/docs-json` serves it and openapi.json keeps it. */
export function documentText(document: OpenAPIObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

const LINKS = `${DOCS}-links.js`;

/** The configuration of a page that everybody may see, as often as they like. */
export const OPEN = { access: 'public', unlimited: true } as const;

/**
 * Serves Swagger UI at `/docs`, Scalar at `/reference`, the document as `/docs-json` and `/docs-yaml`, and the guides of the
 * folder docs/ at `/guides`.
 */
export function serveDocument(
  app: INestApplication,
  fastify: FastifyInstance,
  document: OpenAPIObject,
): void {
  fastify.addHook('onRoute', (route) => {
    if (isPage(route.url)) {
      route.config = { ...route.config, ...OPEN };
    }
  });
  const text = documentText(document);
  const links = docsLinks(serveGuides(fastify, path.resolve('docs'), document.info.title));
  fastify.get(`${DOCS}-json`, (_request, reply) => reply.type('application/json').send(text));
  fastify.get(LINKS, (_request, reply) => reply.type('text/javascript').send(links));
  serveReference(fastify, document.info.title);
  SwaggerModule.setup(DOCS, app, document, {
    raw: ['yaml'],
    customSiteTitle: `${document.info.title} API`,
    customJs: LINKS,
    customCss: docsStyle(document.info.title),
    swaggerOptions: {
      displayRequestDuration: true,
      tryItOutEnabled: true,
      defaultModelsExpandDepth: 0,
      requestInterceptor: leavePageToCursor,
    },
  });
}

/**
 * Swagger UI fills each default in and sends it, but `page` does not go with `cursor`. It runs in the browser, which is
 * given its text: it can use nothing from around it.
 */
function leavePageToCursor(request: { url: string }): { url: string } {
  const url = new URL(request.url);
  if (url.searchParams.get('cursor')) {
    url.searchParams.delete('page');
    request.url = url.href;
  }
  return request;
}

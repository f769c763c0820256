import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

/** Builds the OpenAPI document of the whole application. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setTitle('Strata')
    .setDescription('A REST API on PostgreSQL. Every answer that is not a success has the schema `Error`.')
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The `token` of a session' })
    .build();
  return SwaggerModule.createDocument(app, config, { deepScanRoutes: true });
}

/** Serves Swagger UI at `/docs`, and the document as `/docs-json` and `/docs-yaml`. */
export function serveDocument(app: INestApplication, document: OpenAPIObject): void {
  SwaggerModule.setup('docs', app, document, {
    customSiteTitle: 'Strata API',
    swaggerOptions: { persistAuthorization: true, displayRequestDuration: true, tryItOutEnabled: true },
  });
}

import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import { isPage } from '../openapi/pages.js';

type Directives = Record<string, string[]>;

/** Answers of the API are data: a browser that is made to show one loads and runs nothing. */
const API_POLICY: Directives = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };

/** What Swagger UI and Scalar need: their own files, the style sheets in their pages, and their icons. */
const DOCS_POLICY: Directives = {
  defaultSrc: ["'self'"],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  baseUri: ["'self'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
};

/** Puts helmet's headers on every answer. They never change, so they are made once and not for each request. */
export async function addSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  const api = await helmetHeaders(API_POLICY);
  const docs = await helmetHeaders(DOCS_POLICY);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(isPage(request.url) ? docs : api);
    done();
  });
}

/** The headers that helmet gives to a policy, taken from an answer of a server that has nothing else. */
async function helmetHeaders(directives: Directives): Promise<Record<string, string>> {
  const server = Fastify();
  await server.register(helmet, { contentSecurityPolicy: { useDefaults: false, directives } });
  server.get('/', (_request, reply) => reply.send());
  const { headers } = await server.inject('/');
  await server.close();
  const { date: _date, connection: _connection, 'content-length': _length, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
}

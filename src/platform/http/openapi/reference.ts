import Fastify, { type FastifyInstance } from 'fastify';
import { HTML, htmlPage, inHtml } from './html-page.js';
import { DOCS, REFERENCE } from './pages.js';

const SCRIPT = `${REFERENCE}/scalar.js`;

/** What keeps Scalar with this server: no font, assistant, statistics or proxy of its makers. */
const SETTINGS = {
  url: `${DOCS}-json`,
  proxyUrl: '',
  telemetry: false,
  persistAuth: false,
  withDefaultFonts: false,
  agent: { disabled: true },
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  authentication: { preferredSecurityScheme: 'bearer' },
};

/** Serves a second reader of the document, Scalar, which is made for reading from top to bottom. */
export function serveReference(fastify: FastifyInstance, title: string): void {
  const page = referencePage(title);
  let script: Promise<Buffer> | undefined;
  fastify.get(REFERENCE, (_request, reply) => reply.type(HTML).send(page));
  fastify.get(SCRIPT, async (_request, reply) => {
    const text = await (script ??= scalarScript());
    return reply
      .type('text/javascript; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(text);
  });
}

/** A page without a script of its own, which the policy forbids: Scalar finds its settings in an element. */
function referencePage(title: string): string {
  const settings = inHtml(JSON.stringify(SETTINGS));
  return htmlPage(
    `${title} API`,
    `<script id="api-reference" data-configuration="${settings}"></script>
<script src="${SCRIPT}"></script>`,
  );
}

/**
 * Scalar's script (5 MB), which its plugin for Fastify keeps in its code: taken from an answer of a server that has
 * nothing else. It is loaded for the first reader, so that neither start nor memory of a server without one pays for it.
 */
async function scalarScript(): Promise<Buffer> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const server = Fastify();
  await server.register(scalar, { configuration: { url: SETTINGS.url } });
  const { rawPayload } = await server.inject('/reference/js/scalar.js');
  await server.close();
  // Its validator (zod) else tries to make code of text, which the policy forbids, and a browser reports each try.
  return Buffer.concat([Buffer.from('globalThis.__zod_globalConfig = { jitless: true };\n'), rawPayload]);
}

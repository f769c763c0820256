import type { FastifyInstance } from 'fastify';
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HTML, htmlPage, inHtml } from './html-page.js';
import { DOCS, GUIDES, REFERENCE } from './pages.js';

const FIRST = 'README.md';

/**
 * Serves the Markdown files of a folder as pages. Where there is no such folder, as in an image, it serves nothing.
 *
 * @param title of the pages
 * @returns whether there is something to read
 */
export function serveGuides(fastify: FastifyInstance, folder: string, title: string): boolean {
  const files = globSync('**/*.md', { cwd: folder });
  if (!files.includes(FIRST)) {
    return false;
  }
  fastify.get(GUIDES, (_request, reply) => reply.redirect(`${GUIDES}/${FIRST}`));
  fastify.get<{ Params: { '*': string } }>(`${GUIDES}/*`, async (request, reply) => {
    const file = request.params['*'];
    if (!files.includes(file)) {
      reply.callNotFound();
      return reply;
    }
    const text = await readFile(path.join(folder, file), 'utf8');
    return reply.type(HTML).send(guidePage(title, await htmlOf(text, file)));
  });
  return true;
}

/** Loaded for the first reader: no other request needs it. */
async function htmlOf(text: string, file: string): Promise<string> {
  const { Marked } = await import('marked');
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text: heading }) {
        const content = this.parser.parseInline(tokens);
        return `<h${depth} id="${anchorOf(heading)}">${content}</h${depth}>\n`;
      },
      // What lies outside of the folder is not served.
      link({ href, tokens }) {
        const content = this.parser.parseInline(tokens);
        const outside = path.posix.join(path.posix.dirname(file), href).startsWith('..');
        return outside ? content : `<a href="${inHtml(href)}">${content}</a>`;
      },
    },
  });
  return marked.parse(text, { async: true });
}

/** `What fills the disk` as a link to it has it: `what-fills-the-disk`. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');
}

const STYLE = `
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; color: #1d2b3a; }
nav { background: #1d2b3a; padding: 12px 24px; }
nav a { color: #fff; margin-right: 24px; text-decoration: none; }
main { max-width: 60rem; margin: 0 auto; padding: 8px 24px 64px; }
a { color: #1d5fa8; }
code { font: 14px/1.5 ui-monospace, monospace; background: #f2f5f8; padding: 1px 4px; }
pre { background: #f2f5f8; padding: 12px 16px; overflow-x: auto; }
pre code { padding: 0; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid #d5dde5; padding: 6px 12px; text-align: left; vertical-align: top; }
`;

function guidePage(title: string, content: string): string {
  const body = `<nav><a href="${GUIDES}">Guides</a><a href="${DOCS}">API</a><a href="${REFERENCE}">Reference</a></nav>
<main>
${content}</main>`;
  return htmlPage(`${title} guides`, body, STYLE);
}

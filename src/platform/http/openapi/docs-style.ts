import { GUIDES, REFERENCE } from './pages.js';

/**
 * Puts links to the other pages into the bar of Swagger UI. It runs in the browser.
 *
 * @param guides whether there are some
 */
export function docsLinks(guides: boolean): string {
  const links = [...(guides ? [[GUIDES, 'Guides']] : []), [REFERENCE, 'Reference']];
  const html = links.map(([href, text]) => `<a href="${href}">${text}</a>`).join('');
  return `document.body.insertAdjacentHTML('afterbegin', '<nav class="other-pages">${html}</nav>');\n`;
}

/**
 * The look of Swagger UI: the application's name in a calm bar, without the address of the document, which nobody types
 * here, and operations close together.
 *
 * @param name of the application
 */
export function docsStyle(name: string): string {
  return `
.swagger-ui .topbar { background: #1d2b3a; padding: 12px 0; }
.swagger-ui .topbar .topbar-wrapper > * { display: none; }
.swagger-ui .topbar .topbar-wrapper::before { content: "${cssText(name)}"; color: #fff; font: 600 20px/1.4 system-ui, sans-serif; }
.other-pages { position: absolute; top: 16px; right: 24px; }
.other-pages a { margin-left: 24px; color: #fff; font: 500 15px/1.4 system-ui, sans-serif; }
.swagger-ui .info { margin: 24px 0; }
.swagger-ui .info .title { font-size: 28px; }
.swagger-ui .scheme-container { padding: 16px 0; margin-bottom: 16px; }
.swagger-ui .btn.authorize { color: #1d5fa8; border-color: #1d5fa8; }
.swagger-ui .btn.authorize svg { fill: #1d5fa8; }
.swagger-ui .btn.execute { background: #1d5fa8; border-color: #1d5fa8; }
.swagger-ui .opblock-tag { font-size: 20px; padding: 6px 16px 6px 0; }
.swagger-ui .opblock { margin: 0 0 8px; }
`;
}

/** Text between quotes of CSS; whatever could end it, or the element around, is written as its code. */
function cssText(text: string): string {
  return text.replaceAll(
    /[^\p{L}\p{N} .,-]/gu,
    (character) => `\\${character.codePointAt(0)!.toString(16)} `,
  );
}

/** What `reply.type()` says of a page. */
export const HTML = 'text/html; charset=utf-8';

/**
 * A page of this server.
 *
 * @param title as text
 * @param body as HTML
 * @param style as CSS
 */
export function htmlPage(title: string, body: string, style?: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${inHtml(title)}</title>
${style ? `<style>${style}</style>\n` : ''}</head>
<body>
${body}
</body>
</html>
`;
}

/** Text as HTML shows it, in an element or an attribute. */
export function inHtml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => `&#${character.codePointAt(0)!};`);
}

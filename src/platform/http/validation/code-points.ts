/** The length of a text in Unicode code points, as PostgreSQL counts it. */
export function codePoints(text: string): number {
  let length = 0;
  for (let i = 0; i < text.length; i++, length++) {
    if (text.charCodeAt(i) >= 0xd800 && text.charCodeAt(i) <= 0xdbff) {
      i++;
    }
  }
  return length;
}

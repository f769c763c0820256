import { domainToASCII } from 'node:url';

/**
 * The one form in which an e-mail address is kept and looked for: NFC, lower case, the domain in ASCII
 * (`KIM@Bücher.example` is `kim@xn--bcher-kva.example`). What has no domain that can be written so is only put in lower case,
 * and so is a domain in ASCII: as a part of one, `163` would become an address of the internet, `0.0.0.163`.
 */
export function canonicalEmail(text: string): string {
  const at = text.lastIndexOf('@');
  const written = text.slice(at + 1);
  const domain = at < 0 || isAscii(written) ? '' : domainToASCII(written);
  const lower = (part: string) => part.normalize('NFC').toLowerCase().normalize('NFC');
  return domain === '' ? lower(text) : `${lower(text.slice(0, at))}@${domain}`;
}

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

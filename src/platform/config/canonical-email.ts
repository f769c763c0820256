import { domainToASCII } from 'node:url';

/**
 * The one form in which an e-mail address is kept and looked for: NFC, lower case, the domain in ASCII
 * (`KIM@Bücher.example` is `kim@xn--bcher-kva.example`). What has no domain that can be written so is only put in lower case.
 */
export function canonicalEmail(text: string): string {
  const at = text.lastIndexOf('@');
  const domain = at < 0 ? '' : domainToASCII(text.slice(at + 1));
  const lower = (part: string) => part.normalize('NFC').toLowerCase().normalize('NFC');
  return domain === '' ? lower(text) : `${lower(text.slice(0, at))}@${domain}`;
}

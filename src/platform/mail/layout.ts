import type { Mail } from './mail.js';

/**
 * What a mail with a single link says. It greets nobody by name: anybody can register the address of somebody else, and
 * what they called themselves would be their words in our mail.
 */
export interface LinkMail {
  to: string;
  subject: string;
  /** Why the mail was sent, and what the link does. */
  reason: string;
  link: string;
  /** The words on the link. */
  action: string;
  /** How long the link works, and what to do if one did not ask for it. */
  note: string;
}

/** Lays out a mail with a single link, as plain text and as HTML. */
export function linkMail({ to, subject, reason, link, action, note }: LinkMail): Mail {
  return {
    to,
    subject,
    text: `Hello,\n\n${reason}\n\n${link}\n\n${note}\n`,
    html: [
      '<!doctype html>',
      '<html lang="en"><body style="font-family: sans-serif; line-height: 1.5">',
      '<p>Hello,</p>',
      `<p>${escapeHtml(reason)}</p>`,
      `<p><a href="${escapeHtml(link)}">${escapeHtml(action)}</a></p>`,
      `<p style="color: #555">${escapeHtml(note)}</p>`,
      '</body></html>',
      '',
    ].join('\n'),
  };
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** No text may become markup. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/** What a link in a mail is for. */
export const MAIL_PURPOSES = ['password_reset', 'email_verification'] as const;

export type MailPurpose = (typeof MAIL_PURPOSES)[number];

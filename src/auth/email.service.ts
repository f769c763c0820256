import { Injectable } from '@nestjs/common';
import { currentUser } from '../platform/context/request-context.js';
import { transaction } from '../platform/core/transactional.js';
import { ConflictError } from '../platform/errors/errors.js';
import { linkMail } from '../platform/mail/layout.js';
import { Mailer } from '../platform/mail/mailer.js';
import { UsersService } from '../users/users.service.js';
import { MailLinksService } from '../mail-links/mail-links.service.js';

/** How users prove that their e-mail reaches them. */
@Injectable()
export class EmailService {
  constructor(
    private readonly users: UsersService,
    private readonly links: MailLinksService,
    private readonly mailer: Mailer,
  ) {}

  /** Sends the current user a link that proves it. @throws ConflictError if that is done already */
  async requestVerification(): Promise<void> {
    const { id, email, email_verified_at } = await this.users.get(currentUser()!.id);
    if (email_verified_at) {
      throw new ConflictError({ detail: 'The e-mail is verified already' });
    }
    this.mailer.send(async () => {
      const link = await this.links.issue(id, 'email_verification');
      return link && { mail: verificationMail(email, link.url), onGivenUp: () => this.links.withdraw(link) };
    });
  }

  /** Takes the token of the link. @throws ValidationError if it does not work (any more) */
  async confirm(token: string): Promise<void> {
    await transaction(async () => {
      await this.users.setEmailVerified(await this.links.take(token, 'email_verification'));
    });
  }
}

function verificationMail(to: string, link: string) {
  return linkMail({
    to,
    subject: 'Verify your e-mail',
    reason: 'Follow this link to show that mail to this address reaches you:',
    link,
    action: 'Verify your e-mail',
    note: 'The link works once, within 24 hours. If you have no account with us, do nothing.',
  });
}

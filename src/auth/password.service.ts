import { Injectable } from '@nestjs/common';
import { asSystem, currentContext } from '../platform/context/request-context.js';
import { transaction } from '../platform/core/transactional.js';
import { ValidationError } from '../platform/errors/errors.js';
import { linkMail } from '../platform/mail/layout.js';
import { Mailer } from '../platform/mail/mailer.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { UsersService } from '../users/users.service.js';
import type { ChangePasswordDto, ConfirmPasswordDto } from './dto/password.dto.js';
import { MailLinksService } from '../mail-links/mail-links.service.js';

/**
 * How users get another password. Hashes are made outside of transactions, since they take their time; inside, the user
 * is changed first, so that no sign-in with the old password can slip in (see `SessionsRepository.insert`).
 */
@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
    private readonly links: MailLinksService,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Changes the password of the current user and ends every other session.
   *
   * @throws ValidationError if the current password is wrong, or the new one too easy to guess
   */
  async change({ current_password, new_password }: ChangePasswordDto): Promise<void> {
    const { user, sessionId } = currentContext()!;
    const owner = await this.users.get(user!.id);
    const { id, password_hash } = owner;
    if (!(await this.passwords.verify(password_hash, current_password))) {
      throw wrongPassword();
    }
    await this.passwords.check(new_password, owner, ['body', 'new_password']);
    const hash = await this.passwords.hash(new_password);
    await transaction(async () => {
      if (!(await this.users.setPasswordHash(id, hash, password_hash))) {
        throw wrongPassword();
      }
      await this.sessions.endAllOf(id, sessionId);
      await this.links.revoke(id);
    });
  }

  /**
   * Sends a link to set another password, if there is an active user with this e-mail. Does not tell whether there is,
   * not even by the time that it takes: the user is looked for afterwards.
   */
  requestReset(email: string): void {
    this.mailer.send(async () => {
      const user = await this.users.findByEmail(email);
      const link = user && (await this.links.issue(user.id, 'password_reset'));
      return link && { mail: resetMail(user.email, link.url), onGivenUp: () => this.links.withdraw(link) };
    });
  }

  /**
   * Sets another password by the token of a mail, and ends every session.
   *
   * @throws ValidationError if the token does not work, or the password is too easy to guess
   */
  async confirmReset({ token, new_password }: ConfirmPasswordDto): Promise<void> {
    const userId = await this.links.userOf(token, 'password_reset');
    const owner = await asSystem(() => this.users.get(userId));
    await this.passwords.check(new_password, owner, ['body', 'new_password']);
    const hash = await this.passwords.hash(new_password);
    await transaction(async () => {
      await this.links.take(token, 'password_reset');
      await this.users.setPasswordHash(userId, hash);
      await this.sessions.endAllOf(userId);
      await this.links.revoke(userId);
    });
  }
}

function wrongPassword(): ValidationError {
  return ValidationError.of(
    ['body', 'current_password'],
    'current_password',
    'This is not the current password',
  );
}

function resetMail(to: string, link: string) {
  return linkMail({
    to,
    subject: 'Set a new password',
    reason:
      'Somebody, hopefully you, asked to set a new password for your account. Follow this link to do so:',
    link,
    action: 'Set a new password',
    note: 'The link works once, within an hour. If you did not ask for it, do nothing: your password stays as it is.',
  });
}

import { Module } from '@nestjs/common';
import { MailLinksService } from './mail-links.service.js';
import { MailTokensRepository } from './mail-tokens.repository.js';

/** The links in mails: what proves that somebody reads the mail of an account. */
@Module({ providers: [MailTokensRepository, MailLinksService], exports: [MailLinksService] })
export class MailLinksModule {}

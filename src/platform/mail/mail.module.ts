import { Module } from '@nestjs/common';
import { MailTransport } from './mail-transport.js';
import { Mailer } from './mailer.js';

@Module({ providers: [MailTransport, Mailer], exports: [Mailer] })
export class MailModule {}

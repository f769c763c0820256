import { Module } from '@nestjs/common';
import { Admission } from '../platform/http/access/admission.js';
import { Authenticator } from '../platform/context/authenticator.js';
import { RateLimitModule } from '../platform/http/rate-limit/rate-limit.module.js';
import { MailLinksModule } from '../mail-links/mail-links.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthService } from './auth.service.js';
import { EmailController } from './email.controller.js';
import { EmailService } from './email.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordService } from './password.service.js';
import { PurgeJob } from './purge.job.js';
import { SessionsController } from './sessions.controller.js';

/** Signing in and out, and the admission that every request of the application passes. */
@Module({
  imports: [RateLimitModule, MailModule, MailLinksModule, PasswordsModule, SessionsModule, UsersModule],
  controllers: [AuthController, SessionsController, PasswordController, EmailController],
  providers: [
    AuthService,
    PasswordService,
    EmailService,
    PurgeJob,
    Admission,
    { provide: Authenticator, useExisting: SessionsService },
  ],
})
export class AuthModule {}

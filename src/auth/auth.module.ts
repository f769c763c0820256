import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { RateLimitModule } from '../platform/http/rate-limit/rate-limit.module.js';
import { MailModule } from '../platform/mail/mail.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { UsersModule } from '../users/users.module.js';
import { AuthController } from './auth.controller.js';
import { AuthGuard } from './auth.guard.js';
import { AuthService } from './auth.service.js';
import { EmailController } from './email.controller.js';
import { EmailService } from './email.service.js';
import { MailLinksService } from './mail-links.service.js';
import { MailTokensRepository } from './mail-tokens.repository.js';
import { PasswordController } from './password.controller.js';
import { PasswordService } from './password.service.js';
import { PurgeJob } from './purge.job.js';
import { SessionsController } from './sessions.controller.js';

/** Signing in and out, and the guard that every request of the application passes. */
@Module({
  imports: [RateLimitModule, MailModule, PasswordsModule, SessionsModule, UsersModule],
  controllers: [AuthController, SessionsController, PasswordController, EmailController],
  providers: [
    AuthService,
    PasswordService,
    EmailService,
    MailLinksService,
    MailTokensRepository,
    PurgeJob,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
})
export class AuthModule {}

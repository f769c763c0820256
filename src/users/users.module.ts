import { Module } from '@nestjs/common';
import { MailLinksModule } from '../mail-links/mail-links.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { FirstAdmin } from './first-admin.js';
import { MeController } from './me.controller.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';
import { UsersService } from './users.service.js';

@Module({
  imports: [MailLinksModule, PasswordsModule, SessionsModule],
  controllers: [MeController, UsersController],
  providers: [UsersRepository, UsersService, FirstAdmin],
  exports: [UsersService],
})
export class UsersModule {}

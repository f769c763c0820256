import { Body, Controller, Post } from '@nestjs/common';
import { Public } from '../platform/http/access/access.js';
import { NoStore } from '../platform/http/access/caching.js';
import { Operation } from '../platform/http/routes/operation.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { StrictRateLimit } from '../platform/http/rate-limit/strict-rate-limit.decorator.js';
import { ChangePasswordDto, ConfirmPasswordDto, ResetPasswordDto } from './dto/password.dto.js';
import { PasswordService } from './password.service.js';

/** Another password. */
@NoStore()
@Tag('auth', 'Accounts, sessions and passwords', -2)
@Controller('auth/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordService) {}

  @Post('change')
  @StrictRateLimit({ tries: 'caller' })
  @Operation({
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Every other session of yours ends.',
    status: 204,
  })
  async change(@Body() passwords: ChangePasswordDto): Promise<void> {
    await this.passwords.change(passwords);
  }

  @Post('reset')
  @Public()
  @StrictRateLimit()
  @Operation({
    id: 'resetPassword',
    summary: 'Ask for a link to set a new password',
    description: 'The answer is the same whether there is an account with this e-mail or not.',
    status: 202,
  })
  reset(@Body() { email }: ResetPasswordDto): void {
    this.passwords.requestReset(email);
  }

  @Post('confirm')
  @Public()
  @StrictRateLimit()
  @Operation({
    id: 'confirmPassword',
    summary: 'Set a new password by the token of the link',
    description: 'The token works once, within an hour. Every session of the user ends.',
    status: 204,
  })
  async confirm(@Body() confirmation: ConfirmPasswordDto): Promise<void> {
    await this.passwords.confirmReset(confirmation);
  }
}

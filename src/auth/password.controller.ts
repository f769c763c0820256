import { Controller, Post } from '@nestjs/common';
import { ApiBody } from '@nestjs/swagger';
import { Public } from '../platform/http/access/access.js';
import { Operation } from '../platform/http/openapi/operation.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { StrictRateLimit } from '../platform/http/rate-limit/strict-rate-limit.decorator.js';
import { ValidBody } from '../platform/http/validation/body.js';
import { ChangePasswordDto, ConfirmPasswordDto, ResetPasswordDto } from './dto/password.dto.js';
import { PasswordService } from './password.service.js';

/** Another password. */
@Tag('auth', 'Accounts, sessions and passwords')
@Controller('auth/password')
export class PasswordController {
  constructor(private readonly passwords: PasswordService) {}

  @Post('change')
  @StrictRateLimit()
  @Operation({
    id: 'changePassword',
    summary: 'Change your password',
    description: 'Every other session of yours ends.',
    status: 204,
  })
  @ApiBody({ type: ChangePasswordDto })
  async change(@ValidBody(ChangePasswordDto) passwords: ChangePasswordDto): Promise<void> {
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
  @ApiBody({ type: ResetPasswordDto })
  async reset(@ValidBody(ResetPasswordDto) { email }: ResetPasswordDto): Promise<void> {
    await this.passwords.requestReset(email);
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
  @ApiBody({ type: ConfirmPasswordDto })
  async confirm(@ValidBody(ConfirmPasswordDto) confirmation: ConfirmPasswordDto): Promise<void> {
    await this.passwords.confirmReset(confirmation);
  }
}

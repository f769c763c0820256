import { Body, Controller, Post } from '@nestjs/common';
import { Public } from '../platform/http/access/access.js';
import { NoStore } from '../platform/http/access/caching.js';
import { Operation } from '../platform/http/routes/operation.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { StrictRateLimit } from '../platform/http/rate-limit/strict-rate-limit.decorator.js';
import { ConfirmEmailDto } from './dto/confirm-email.dto.js';
import { EmailService } from './email.service.js';

/** The proof that an e-mail reaches its user. */
@NoStore()
@Tag('auth', 'Accounts, sessions and passwords', -2)
@Controller('auth/email')
export class EmailController {
  constructor(private readonly emails: EmailService) {}

  @Post('verify')
  @StrictRateLimit()
  @Operation({
    id: 'verifyEmail',
    summary: 'Ask for a link that verifies your e-mail',
    status: 202,
    errors: [{ CONFLICT: 'The e-mail is verified already.' }],
  })
  async verify(): Promise<void> {
    await this.emails.requestVerification();
  }

  @Post('confirm')
  @Public()
  @StrictRateLimit()
  @Operation({
    id: 'confirmEmail',
    summary: 'Verify an e-mail by the token of the link',
    description: 'The token works once, within 24 hours.',
    status: 204,
  })
  async confirm(@Body() { token }: ConfirmEmailDto): Promise<void> {
    await this.emails.confirm(token);
  }
}

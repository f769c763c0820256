import { Body, Controller, Post } from '@nestjs/common';
import { Public } from '../platform/http/access/access.js';
import { NoStore } from '../platform/http/access/caching.js';
import { Client, type RequestClient } from '../platform/http/access/client.js';
import { Operation } from '../platform/http/routes/operation.js';
import { StrictRateLimit } from '../platform/http/rate-limit/strict-rate-limit.decorator.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { AuthService } from './auth.service.js';
import { LoginDto } from './dto/login.dto.js';
import { RegisterDto } from './dto/register.dto.js';
import { SessionDto } from './dto/session.dto.js';

/** Coming in and going out. */
@NoStore()
@Tag('auth', 'Accounts, sessions and passwords', -2)
@Controller('auth')
export class AuthController {
  constructor(private readonly auth: AuthService) {}

  @Post('register')
  @Public()
  @StrictRateLimit()
  @Operation({
    id: 'register',
    summary: 'Make an account and sign in',
    status: 201,
    answer: SessionDto,
    errors: [{ FORBIDDEN: 'Registration is closed.', CONFLICT: 'The `email` is taken.' }],
  })
  async register(@Body() account: RegisterDto, @Client() client: RequestClient): Promise<SessionDto> {
    return this.auth.register(account, client);
  }

  @Post('login')
  @Public()
  @StrictRateLimit({ tries: { field: 'email' } })
  @Operation({
    id: 'login',
    summary: 'Sign in',
    description: 'The answer to a failed login does not tell why it failed.',
    answer: SessionDto,
    errors: ['INVALID_CREDENTIALS'],
  })
  async login(@Body() credentials: LoginDto, @Client() client: RequestClient): Promise<SessionDto> {
    return this.auth.login(credentials, client);
  }

  @Post('logout')
  @Operation({ id: 'logout', summary: 'End this session', status: 204 })
  async logout(): Promise<void> {
    await this.auth.logout();
  }

  @Post('logout-all')
  @Operation({ id: 'logoutAll', summary: 'End all your sessions', status: 204 })
  async logoutAll(): Promise<void> {
    await this.auth.logoutAll();
  }
}

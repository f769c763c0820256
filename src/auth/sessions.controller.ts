import { Controller, Delete, Get } from '@nestjs/common';
import { NoStore } from '../platform/http/access/caching.js';
import { Operation } from '../platform/http/routes/operation.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { IdParam } from '../platform/http/routes/id-param.js';
import { AuthService } from './auth.service.js';
import { SessionListDto } from './dto/session-list.dto.js';

/** Where you are signed in. */
@NoStore()
@Tag('auth', 'Accounts, sessions and passwords', -2)
@Controller('auth/sessions')
export class SessionsController {
  constructor(private readonly auth: AuthService) {}

  @Get()
  @Operation({ id: 'listSessions', summary: 'List your sessions', answer: SessionListDto })
  async list(): Promise<SessionListDto> {
    return { items: await this.auth.sessionsOfUser() };
  }

  @Delete(':id')
  @Operation({ id: 'deleteSession', summary: 'End one of your sessions', status: 204, errors: ['NOT_FOUND'] })
  async delete(@IdParam() id: string): Promise<void> {
    await this.auth.endSession(id);
  }
}

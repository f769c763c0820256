import { Body, Controller, Delete, Get, Patch } from '@nestjs/common';
import type { CurrentUser as Caller } from '../platform/context/request-context.js';
import type { Versions } from '../platform/service.js';
import { NoStore } from '../platform/http/access/caching.js';
import { CurrentUser } from '../platform/http/access/current-user.js';
import { IfMatch } from '../platform/http/etag.js';
import { Operation } from '../platform/http/routes/operation.js';
import { Tag } from '../platform/http/openapi/tag.js';
import { UpdateMeDto } from './dto/update-user.dto.js';
import { UserDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

const LAST_ADMIN = { CONFLICT: 'You are the last active admin.' };

/** The account of whoever is signed in. */
@NoStore()
@Tag('users', 'Your own account, and everybody’s for admins', -1)
@Controller('users/me')
export class MeController {
  constructor(private readonly users: UsersService) {}

  @Get()
  @Operation({
    id: 'getMe',
    own: true,
    summary: 'Get your account',
    answer: UserDto,
    headers: ['ETag'],
    accepts: ['If-None-Match'],
  })
  async get(@CurrentUser() { id }: Caller): Promise<UserDto> {
    return this.users.get(id);
  }

  @Patch()
  @Operation({
    id: 'updateMe',
    own: true,
    summary: 'Change your account',
    answer: UserDto,
    headers: ['ETag'],
    accepts: ['If-Match'],
    errors: ['PRECONDITION_FAILED'],
  })
  async update(
    @CurrentUser() { id }: Caller,
    @Body() changes: UpdateMeDto,
    @IfMatch() versions: Versions,
  ): Promise<UserDto> {
    return this.users.update(id, changes, versions);
  }

  @Delete()
  @Operation({
    id: 'deleteMe',
    own: true,
    summary: 'Delete your account',
    description: 'All its sessions end. An admin can bring it back.',
    status: 204,
    accepts: ['If-Match'],
    errors: [LAST_ADMIN, 'PRECONDITION_FAILED'],
  })
  async delete(@CurrentUser() { id }: Caller, @IfMatch() versions: Versions): Promise<void> {
    await this.users.delete(id, versions);
  }
}

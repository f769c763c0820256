import { Body, Controller } from '@nestjs/common';
import {
  CreateRoute,
  DeleteRoute,
  GetRoute,
  IdParam,
  IfMatch,
  ListQuery,
  ListRoute,
  NoStore,
  RestoreRoute,
  Roles,
  Tag,
  UpdateRoute,
  type Versions,
} from '../platform/http.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UserDto } from './dto/user.dto.js';
import { userFilter } from './user.filter.js';
import { UsersService } from './users.service.js';

const LAST_ADMIN = { CONFLICT: 'This is the last active admin.' };

/** Every user, for admins. */
@Controller('users')
@Roles('admin')
@NoStore()
@Tag('users', 'Your own account, and everybody’s for admins', -1)
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @CreateRoute(UserDto)
  create(@Body() data: CreateUserDto) {
    return this.users.create(data);
  }

  @ListRoute(UserDto)
  list(@ListQuery(userFilter) query: ListQuery) {
    return this.users.page(query);
  }

  @GetRoute(UserDto)
  get(@IdParam() id: string) {
    return this.users.get(id);
  }

  @UpdateRoute(UserDto, { errors: [LAST_ADMIN] })
  update(@IdParam() id: string, @Body() changes: UpdateUserDto, @IfMatch() versions?: Versions) {
    return this.users.update(id, changes, versions);
  }

  @DeleteRoute({ errors: [LAST_ADMIN] })
  delete(@IdParam() id: string, @IfMatch() versions?: Versions) {
    return this.users.delete(id, versions);
  }

  @RestoreRoute(UserDto)
  restore(@IdParam() id: string, @IfMatch() versions?: Versions) {
    return this.users.restore(id, versions);
  }
}

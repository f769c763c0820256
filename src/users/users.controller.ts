import { Controller } from '@nestjs/common';
import { Roles } from '../platform/http/access/access.js';
import { CrudController } from '../platform/http/crud/crud.controller.js';
import type { Dto } from '../platform/http/validation/compiled-validator.js';
import { CreateUserDto } from './dto/create-user.dto.js';
import { UpdateUserDto } from './dto/update-user.dto.js';
import { UserDto } from './dto/user.dto.js';
import type { User } from './user.entity.js';
import { userFilter } from './user.filter.js';
import type { NewUser, UserChanges } from './user-input.js';
import { UsersService } from './users.service.js';

/** Every user, for admins. */
@Controller('users')
@Roles('admin')
export class UsersController extends CrudController<User, NewUser, UserChanges>({
  names: { one: 'User', many: 'Users' },
  description: 'Your own account, and everybody’s for admins',
  // Rows have more than clients send and get: the hash of the password.
  entity: UserDto as Dto<User>,
  create: CreateUserDto,
  update: UpdateUserDto,
  filter: userFilter,
  bulk: false,
}) {
  constructor(service: UsersService) {
    super(service);
  }
}

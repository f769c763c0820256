import { EmailField, EnumField, PasswordField, PersonNameField } from '../../platform/dto.js';
import { ROLES, type Role } from '../role.js';

/** A user as an admin makes one. */
export class CreateUserDto {
  @EmailField({ example: 'kim@example.com' })
  email!: string;

  @PasswordField()
  password!: string;

  @PersonNameField({ min: 1, max: 100, example: 'Kim' })
  display_name!: string;

  @EnumField(ROLES, { name: 'Role', default: 'user', example: 'user' })
  role?: Role;
}

import { ApiSchema } from '@nestjs/swagger';
import { BooleanField, EnumField, PatchOf, PersonNameField } from '../../platform/dto.js';
import { ROLES, type Role } from '../role.js';

/** What everybody may change of themselves. */
class Profile {
  @PersonNameField({ min: 1, max: 100, example: 'Kim' })
  display_name!: string;
}

/** What an admin may change of everybody. */
class Account extends Profile {
  @EnumField(ROLES, { name: 'Role', example: 'admin' })
  role!: Role;

  @BooleanField({ example: true, description: 'An inactive user cannot sign in; their sessions end at once' })
  is_active!: boolean;
}

/** A change of one's own account: what is left out stays as it is. */
@ApiSchema({ description: 'A change of your own account: what is left out stays as it is' })
export class UpdateMeDto extends PatchOf(Profile) {}

/** A change of any account: what is left out stays as it is. */
export class UpdateUserDto extends PatchOf(Account) {}

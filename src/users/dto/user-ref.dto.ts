import { ApiSchema, PickType } from '@nestjs/swagger';
import { UserDto } from './user.dto.js';

/** A user as other rows show one: nothing but a name. */
@ApiSchema({ description: 'A user as other rows show one: nothing but a name' })
export class UserRefDto extends PickType(UserDto, ['id', 'display_name']) {}

import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { ROLES, type Role } from '../role.js';

/** A user as it is answered: never with a password, nor a hash of one. */
@ApiSchema({ description: 'A user as it is answered' })
export class UserDto {
  @ApiProperty({ type: 'string', format: 'uuid', example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' })
  id!: string;

  @ApiProperty({ type: 'string', format: 'email', example: 'sam@example.com' })
  email!: string;

  @ApiProperty({ type: 'string', example: 'Sam' })
  display_name!: string;

  @ApiProperty({ enum: ROLES, enumName: 'Role', example: 'user' })
  role!: Role;

  @ApiProperty({ type: 'boolean', example: true, description: 'An inactive user cannot sign in' })
  is_active!: boolean;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: null,
    description: 'When the user proved to read mail at this address; null if not yet',
  })
  email_verified_at!: Date | null;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-01-05T12:00:00.000Z' })
  created_at!: Date;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-01-05T12:00:00.000Z' })
  updated_at!: Date;

  @ApiProperty({ type: 'integer', example: 1, description: 'Rises by one with every change' })
  version!: number;
}

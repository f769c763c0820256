import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { UserDto } from '../../users/dto/user.dto.js';

/** A session that was just opened. */
@ApiSchema({ description: 'A session that was just opened' })
export class SessionDto {
  @ApiProperty({
    type: 'string',
    pattern: '^s_[A-Za-z0-9_-]{43}$',
    example: 's_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    description: 'Send it with every request as `Authorization: Bearer …`. It is shown this once.',
  })
  token!: string;

  @ApiProperty({ type: 'string', enum: ['Bearer'], example: 'Bearer' })
  token_type!: 'Bearer';

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    example: '2025-02-04T12:00:00.000Z',
    description: 'The end of the session in any case; it ends sooner when it is not used for long',
  })
  expires_at!: Date;

  @ApiProperty({ type: UserDto })
  user!: UserDto;
}

import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** One of your sessions. */
@ApiSchema({ description: 'One of your sessions, as it shows where you are signed in' })
export class SessionInfoDto {
  @ApiProperty({ type: 'string', format: 'uuid', example: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' })
  id!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2025-01-05T12:00:00.000Z' })
  created_at!: Date;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    example: '2025-01-05T12:00:00.000Z',
    description: 'To the minute',
  })
  last_used_at!: Date;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    example: '2025-02-04T12:00:00.000Z',
    description: 'The end of the session in any case; it ends sooner when it is not used for long',
  })
  expires_at!: Date;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '203.0.113.7',
    description: 'Where it was opened from',
  })
  ip_address!: string | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'curl/8.5.0',
    description: 'What it was opened with',
  })
  user_agent!: string | null;

  @ApiProperty({ type: 'boolean', example: true, description: 'Whether this request belongs to it' })
  current!: boolean;
}

/** All your sessions. */
@ApiSchema({ description: 'Your sessions that have not ended, the latest first' })
export class SessionListDto {
  @ApiProperty({ type: [SessionInfoDto] })
  items!: SessionInfoDto[];
}

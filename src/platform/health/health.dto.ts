import { ApiProperty, ApiSchema } from '@nestjs/swagger';

/** The answer to a liveness probe. */
@ApiSchema({ description: 'The process runs' })
export class LivenessDto {
  @ApiProperty({ type: 'string', enum: ['ok'], example: 'ok' })
  status!: 'ok';
}

@ApiSchema({ name: 'HealthCheck', description: 'The outcome of one check' })
class CheckDto {
  @ApiProperty({ type: 'string', enum: ['ok', 'error'], example: 'ok' })
  status!: 'ok' | 'error';

  @ApiProperty({
    type: 'number',
    required: false,
    example: 1.2,
    description: 'How long the answer took, in milliseconds',
  })
  latency_ms?: number;

  @ApiProperty({
    type: 'string',
    required: false,
    description: 'What to know about it all the same, such as a database that is newer than this version',
  })
  note?: string;
}

@ApiSchema({ name: 'HealthChecks', description: 'Each check by its name' })
class ChecksDto {
  @ApiProperty({ type: CheckDto, description: 'Whether the database answers' })
  database!: CheckDto;

  @ApiProperty({ type: CheckDto, description: 'Whether every migration has run' })
  migrations!: CheckDto;

  @ApiProperty({
    type: CheckDto,
    required: false,
    description: 'Whether every read replica is in use; the primary stands in for those that are not',
  })
  replicas?: CheckDto;

  @ApiProperty({
    type: CheckDto,
    required: false,
    description: 'Whether every process of a server with several (`WORKERS`) serves',
  })
  workers?: CheckDto;

  @ApiProperty({ type: CheckDto, required: false, description: 'Only while the server is stopping' })
  shutdown?: CheckDto;
}

/** The answer to a readiness probe. */
@ApiSchema({ description: 'Whether the process can serve requests, and what speaks against it' })
export class ReadinessDto {
  @ApiProperty({ type: 'string', enum: ['ok', 'error'], example: 'ok' })
  status!: 'ok' | 'error';

  @ApiProperty({ type: ChecksDto })
  checks!: ChecksDto;
}

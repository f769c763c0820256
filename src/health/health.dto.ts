import { ApiProperty } from '@nestjs/swagger';

/** The answer to a liveness probe. */
export class LivenessDto {
  @ApiProperty({ type: 'string', enum: ['ok'] })
  status!: 'ok';
}

class CheckDto {
  @ApiProperty({ type: 'string', enum: ['ok', 'error'] })
  status!: 'ok' | 'error';

  @ApiProperty({ type: 'number', required: false, example: 1.2 })
  latency_ms?: number;
}

class ChecksDto {
  @ApiProperty({ type: CheckDto })
  database!: CheckDto;

  @ApiProperty({ type: CheckDto })
  migrations!: CheckDto;

  @ApiProperty({ type: CheckDto, required: false, description: 'Only while the server is stopping' })
  shutdown?: CheckDto;
}

/** The answer to a readiness probe. */
export class ReadinessDto {
  @ApiProperty({ type: 'string', enum: ['ok', 'error'] })
  status!: 'ok' | 'error';

  @ApiProperty({ type: ChecksDto })
  checks!: ChecksDto;
}

import { ApiProperty } from '@nestjs/swagger';

/** Answers with what a handler was given. */
export class ProbeEchoDto {
  @ApiProperty({ type: 'object', additionalProperties: true })
  got!: object;
}

/** `loc` and `type` of each error of an answer, the `loc` as one text. */
export function blamed(body: { errors?: { loc: unknown[]; type: string }[] }): string[] {
  return (body.errors ?? []).map(({ loc, type }) => `${loc.join('.')} ${type}`);
}

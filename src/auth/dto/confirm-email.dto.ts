import { ApiSchema } from '@nestjs/swagger';
import { TextField } from '../../platform/dto.js';

/** The proof that a mail was read. */
@ApiSchema({ description: 'The proof that a mail was read' })
export class ConfirmEmailDto {
  @TextField({ min: 1, max: 200, description: 'The `token` of the link in the mail' })
  token!: string;
}

import { ApiSchema } from '@nestjs/swagger';
import { EmailField, TextField } from '../../platform/dto.js';

/** What proves who somebody is. */
@ApiSchema({ description: 'What proves who somebody is' })
export class LoginDto {
  @EmailField({ example: 'sam@example.com' })
  email!: string;

  @TextField({ min: 1, max: 1000, example: 'correct horse battery staple' })
  password!: string;
}

import { ApiSchema } from '@nestjs/swagger';
import { EmailField, PasswordField, TextField } from '../../platform/http/validation/fields.js';

/** A new account. */
@ApiSchema({ description: 'A new account' })
export class RegisterDto {
  @EmailField({ example: 'sam@example.com' })
  email!: string;

  @PasswordField()
  password!: string;

  @TextField({ min: 1, max: 100, example: 'Sam' })
  display_name!: string;
}

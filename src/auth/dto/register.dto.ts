import { ApiSchema } from '@nestjs/swagger';
import { EmailField, PasswordField, PersonNameField } from '../../platform/dto.js';

/** A new account. */
@ApiSchema({ description: 'A new account' })
export class RegisterDto {
  @EmailField({ example: 'sam@example.com' })
  email!: string;

  @PasswordField()
  password!: string;

  @PersonNameField({ min: 1, max: 100, example: 'Sam' })
  display_name!: string;
}

import { ApiSchema } from '@nestjs/swagger';
import { EmailField, PasswordField, TextField } from '../../platform/dto.js';

/** Another password, by somebody who knows the current one. */
@ApiSchema({ description: 'Another password, by somebody who knows the current one' })
export class ChangePasswordDto {
  @TextField({ min: 1, max: 1000, example: 'correct horse battery staple' })
  current_password!: string;

  @PasswordField()
  new_password!: string;
}

/** Who has forgotten the password. */
@ApiSchema({ description: 'Who has forgotten the password' })
export class ResetPasswordDto {
  @EmailField({ example: 'sam@example.com' })
  email!: string;
}

/** Another password, by somebody who reads the mail. */
@ApiSchema({ description: 'Another password, by somebody who reads the mail' })
export class ConfirmPasswordDto {
  @TextField({ min: 1, max: 200, description: 'The `token` of the link in the mail' })
  token!: string;

  @PasswordField()
  new_password!: string;
}

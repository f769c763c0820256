/** What a feature's DTOs are made of. */
export { EmailField } from './http/validation/fields/email.js';
export { JsonField } from './http/validation/fields/json.js';
export { ItemsField, ListField, StringListField, UuidListField } from './http/validation/fields/list.js';
export {
  BigintField,
  BooleanField,
  DecimalField,
  FloatField,
  IntegerField,
} from './http/validation/fields/number.js';
export { EnumField, PasswordField, PersonNameField, TextField } from './http/validation/fields/text.js';
export { DateField, TimeField } from './http/validation/fields/time.js';
export { PartsField } from './http/validation/fields/parts.js';
export { UuidField } from './http/validation/fields/uuid.js';
export type { Dto } from './http/validation/dto.js';
export { EntityDtoOf, PatchOf } from './http/validation/dto-shapes.js';
export { Embeds, EmbedsMany } from './http/routes/embeds.js';
export { PageDtoOf } from './http/routes/page.dto.js';

import { ApiSchema } from '@nestjs/swagger';
import type { Dto } from '../validation/dto.js';

/** Describes the schema of a DTO that has no `@ApiSchema()` of its own. */
export function describeSchema(dto: Dto, description: string): void {
  if (!Reflect.hasOwnMetadata('swagger/apiSchema', dto)) {
    ApiSchema({ description })(dto);
  }
}

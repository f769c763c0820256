import { ApiTags } from '@nestjs/swagger';

const descriptions = new Map<string, string>();

/** Groups the operations of a controller in the OpenAPI document, and says what the group is for. */
export function Tag(name: string, description: string): ClassDecorator {
  descriptions.set(name, description);
  return ApiTags(name);
}

/** What a group is for, as its `Tag` says. */
export function descriptionOfTag(name: string): string | undefined {
  return descriptions.get(name);
}

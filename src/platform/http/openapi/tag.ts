import { ApiTags } from '@nestjs/swagger';

/** What is said of a group of operations. */
interface Group {
  description: string;
  /** Where it stands: groups of a lower place come first, those of the same one by name. */
  place: number;
}

const groups = new Map<string, Group>();

/**
 * Groups the operations of a controller in the OpenAPI document, and says what the group is for. A controller of an
 * entity's routes has one by its name if it says nothing.
 *
 * @param place where the group stands in the document: 0, between what a client needs first and what is for operators
 */
export function Tag(name: string, description: string, place = 0): ClassDecorator {
  groups.set(name, { description, place });
  return ApiTags(name);
}

/** What a group is for, and where it stands, as its `Tag` says. */
export function groupOf(name: string): Group {
  return groups.get(name) ?? { description: '', place: 0 };
}

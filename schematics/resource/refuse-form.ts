import { ResourceError } from './resource-error.ts';

/** The error of a file that the generator would have to change, and which is not as it writes it. */
export function refuseForm(path: string, what: string): ResourceError {
  return new ResourceError(
    `${path} has to change, and ${what}. Bring it into the form that src/items has, or generate the entity without --parent and connect the two by hand: docs/adding-an-entity.md, "Parts"`,
  );
}

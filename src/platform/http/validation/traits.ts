import { ValidateBy } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';

/** What a field is beside its rules. */
export interface Traits {
  /** Writes a value that obeys in its one form (`2025-01-31T13:00+01:00` as the moment in UTC). */
  clean?: (value: unknown) => unknown;
  /** The value is text that stands for a moment: a property that is declared as `Date` gets one. */
  moment?: boolean;
  /** The value is JSON of the client's own: nothing in it is trimmed or changed. */
  json?: boolean;
  /** A list of objects: a list in it is refused, while class-validator takes lists of lists of them. */
  flat?: boolean;
  /** What stands for the field when it is left out. */
  default?: unknown;
}

/** Carries the traits of a field, in the place where class-validator keeps what inheritance and mapped types copy. */
class TraitsOfField {
  constructor(readonly traits: Traits) {}
}

/** A decorator of class-validator that every value obeys; it only carries the traits. */
export function traitsDecorator(traits: Traits): PropertyDecorator {
  return ValidateBy({
    name: 'traits',
    constraints: [new TraitsOfField(traits)],
    validator: { validate: () => true, defaultMessage: () => '' },
  });
}

/** The traits that metadata of class-validator carry; undefined for a rule. */
export function traitsOf({ constraints }: ValidationMetadata): Traits | undefined {
  const carried = (constraints as unknown[] | undefined)?.[0];
  return carried instanceof TraitsOfField ? carried.traits : undefined;
}

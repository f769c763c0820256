import type { FieldError } from '../../errors/app-error.js';
import { absence } from './absence.js';
import type { CompiledField, CompiledRule } from './compile.js';

type Loc = FieldError['loc'];

/** Tries the rules of a field in turn, and tells which are broken. */
export function obey(
  rules: readonly CompiledRule[],
  value: unknown,
  loc: Loc,
  name: string,
  errors: FieldError[],
): void {
  for (const rule of rules) {
    if (isBroken(rule, value) && tell(rule, value, [...loc, name], errors)) {
      return;
    }
  }
}

function isBroken({ each, obeys }: CompiledRule, value: unknown): boolean {
  return each && Array.isArray(value)
    ? !value.every((element) => obeys(element, value))
    : !obeys(value, value);
}

/** @returns whether there is nothing more to say of the value */
function tell(rule: CompiledRule, value: unknown, loc: Loc, errors: FieldError[]): boolean {
  if (!rule.each || !Array.isArray(value)) {
    errors.push({ loc, msg: rule.message(value), type: rule.typeOf(value) });
    return rule.stops;
  }
  value.forEach((element, i) => {
    if (!rule.obeys(element, value)) {
      errors.push({ loc: [...loc, i], msg: rule.message(value), type: rule.typeOf(element) });
    }
  });
  return rule.stops;
}

/** A field without a value is required if one of its rules says so. */
export function checkAbsent(
  field: CompiledField,
  value: undefined | null,
  loc: Loc,
  errors: FieldError[],
): unknown {
  const broken = field.rules.filter((rule) => isBroken(rule, value));
  const refused = value === null && field.nested;
  if (broken.length === 0 && !refused) {
    return value;
  }
  const own = broken.map((rule) => rule.own(value)).find((message) => message !== undefined);
  errors.push(absence(value, loc, own));
  return undefined;
}

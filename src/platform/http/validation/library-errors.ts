import { getMetadataStorage, type ValidationError as Broken } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import type { FieldError } from '../../errors/app-error.js';
import { absence } from './absence.js';
import { hasOwnMessage } from './messages.js';
import { ruleOf } from './rule.js';
import { isKind, typeOfRule } from './rule-types.js';
import { type Field, hasRules, shapeOf } from './shape.js';
import { refuseUnknown } from './unknown-fields.js';

type Loc = FieldError['loc'];

/** A rule that a value broke, with what class-validator says about it. */
interface BrokenRule {
  name: string;
  msg: string;
  /** Undefined for what is no rule of the field: no object where one is nested. */
  metadata: ValidationMetadata | undefined;
}

/**
 * What class-validator found, as field errors.
 *
 * @param loc where the validated object is
 * @param list the field whose list the validated objects are in
 */
export async function errorsOf(found: Broken[], loc: Loc, list?: Field): Promise<FieldError[]> {
  return (await Promise.all(found.map((broken) => errorsOfBroken(broken, loc, list)))).flat();
}

async function errorsOfBroken(broken: Broken, loc: Loc, list?: Field): Promise<FieldError[]> {
  const { target, property, constraints = {}, children = [] } = broken;
  if (Array.isArray(target) || (target as unknown) instanceof Set || (target as unknown) instanceof Map) {
    const at = [...loc, (target as unknown) instanceof Map ? property : Number(property)];
    return [...(await tell(list, broken, at)), ...(await errorsOf(children, at, list))];
  }
  const shape = hasRules(target?.constructor) ? shapeOf(target.constructor) : undefined;
  if ('whitelistValidation' in constraints) {
    const unknown: FieldError[] = [];
    refuseUnknown([property], shape?.inputs.keys() ?? [], loc, unknown);
    return unknown;
  }
  const field = shape?.fields.get(property);
  const at = property === undefined ? loc : [...loc, field?.input ?? property];
  return [...(await tell(field, broken, at)), ...(await errorsOf(children, at, field))];
}

async function tell(
  field: Field | undefined,
  { value: broke, target, constraints = {} }: Broken,
  loc: Loc,
): Promise<FieldError[]> {
  const value = broke as unknown;
  const broken = Object.entries(constraints).map(([name, msg]): BrokenRule => {
    return { name, msg, metadata: field?.metadatas.find((metadata) => nameOf(metadata) === name) };
  });
  if (broken.length === 0) {
    return [];
  }
  if (value === undefined || value === null) {
    const own = broken.find(({ metadata }) => metadata && hasOwnMessage(metadata));
    return [absence(value, loc, own?.msg)];
  }
  const first = broken.find(isOnlyOne);
  const told = (first ? [first] : broken).map((rule) => errorsOfRule(rule, value, target ?? {}, loc));
  return (await Promise.all(told)).flat();
}

/** Whether nothing else is said beside a rule: one of ours, or one about the kind of the value. */
function isOnlyOne({ name, metadata }: BrokenRule): boolean {
  return metadata !== undefined && (ruleOf(metadata) !== undefined || (isKind(name) && !metadata.each));
}

/** @param object that the value is in */
async function errorsOfRule(
  { name, msg, metadata }: BrokenRule,
  value: unknown,
  object: object,
  loc: Loc,
): Promise<FieldError[]> {
  const told = metadata && (metadata.type !== 'nestedValidation' || hasOwnMessage(metadata));
  const rule = metadata && ruleOf(metadata);
  const error = (at: Loc, blamed: unknown): FieldError => ({
    loc: at,
    // A rule of somebody's own may have no text.
    msg: told ? msg || 'This value is not allowed' : 'Expected an object',
    type: rule?.type ?? typeOfRule(name, blamed, (metadata?.constraints as unknown[] | undefined) ?? []),
  });
  const indexes = metadata?.each && Array.isArray(value) ? await brokenElements(metadata, value, object) : [];
  return indexes.length > 0
    ? indexes.map((i) => error([...loc, i], (value as unknown[])[i]))
    : [error(loc, value)];
}

/** Which elements break a rule for each. class-validator tells only that one does, so each is asked about once more. */
async function brokenElements(
  metadata: ValidationMetadata,
  list: unknown[],
  object: object,
): Promise<number[]> {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  const args = {
    value: list,
    property: metadata.propertyName,
    constraints: metadata.constraints as unknown[],
    object,
    targetName: object.constructor.name,
  };
  const verdicts = await Promise.all(
    list.map(async (element) => constraint?.instance.validate(element, args)),
  );
  return verdicts.flatMap((verdict, i) => (verdict === false ? [i] : []));
}

/** The name that class-validator has for a rule in what it finds. */
function nameOf({ constraintCls, type }: ValidationMetadata): string {
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(constraintCls);
  return constraint?.name || type;
}

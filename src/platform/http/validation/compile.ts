import { getMetadataStorage, IS_INSTANCE, type ValidationArguments } from 'class-validator';
import type { ValidationMetadata } from './metadata.js';
import type { FieldErrorType, RuleName } from '../../errors/field-error-types.js';
import { type Condition, conditionOf } from './conditions.js';
import type { Dto } from './dto.js';
import { hasOwnMessage, ownMessage, written } from './messages.js';
import { ruleOf } from './rule.js';
import { isKind, typeOfRule } from './rule-types.js';
import { type Field, shapeOf } from './shape.js';

/** Says that only class-validator itself can check a DTO. */
export class NeedsClassValidator extends Error {}

/** One rule as plain functions. */
export interface CompiledRule {
  /** Whether the rule is for each element of a list. */
  each: boolean;
  /** Whether nothing else is said of a value that breaks the rule. */
  stops: boolean;
  /** @param whole the list that the value is in, else the value itself */
  obeys: (value: unknown, whole: unknown) => boolean;
  typeOf: (value: unknown) => FieldErrorType | RuleName;
  /** What is told; `own` is what the developer wrote, if anything. */
  message: (value: unknown) => string;
  own: (value: unknown) => string | undefined;
}

/** One field with all that is to be done to it. */
export interface CompiledField extends Field {
  conditions: Condition[];
  rules: CompiledRule[];
}

/**
 * Compiles what class-validator knows of a DTO.
 *
 * @throws NeedsClassValidator if something looks at more than one value, or changes values
 */
export function compileFields(dto: Dto): CompiledField[] {
  const { fields, initialised, constructed } = shapeOf(dto);
  if (constructed || !initialised.every((name) => fields.has(name))) {
    throw new NeedsClassValidator();
  }
  return [...fields.values()].map((field) => compileField(field, dto));
}

function compileField(field: Field, dto: Dto): CompiledField {
  if (field.transformed) {
    throw new NeedsClassValidator();
  }
  const conditions: Condition[] = [];
  const rules: CompiledRule[] = [];
  for (const metadata of field.metadatas) {
    if (metadata.validateIf || asksForInstance(metadata, field)) {
      throw new NeedsClassValidator();
    }
    if (metadata.type === 'conditionalValidation') {
      conditions.push(compileCondition(metadata));
    } else if (metadata.type === 'customValidation' || metadata.type === 'isDefined') {
      rules.push(compileRule(metadata, dto));
    } else if (metadata.type !== 'whitelistValidation' && !isPlainNesting(metadata)) {
      throw new NeedsClassValidator();
    }
  }
  // A value of the wrong kind is told so, whatever else is wrong with it.
  rules.sort((a, b) => Number(b.stops) - Number(a.stops));
  return { ...field, conditions, rules };
}

/** Whether a rule is about the class of a nested value, which is not made yet when compiled rules look at it. */
function asksForInstance({ name }: ValidationMetadata, { nested }: Field): boolean {
  return nested && name === IS_INSTANCE;
}

/** Whether metadata are a `@ValidateNested()` without a message of the developer's. */
function isPlainNesting(metadata: ValidationMetadata): boolean {
  return metadata.type === 'nestedValidation' && !hasOwnMessage(metadata);
}

function compileCondition(metadata: ValidationMetadata): Condition {
  const condition = conditionOf(metadata);
  if (!condition) {
    throw new NeedsClassValidator();
  }
  return condition;
}

function compileRule(metadata: ValidationMetadata, dto: Dto): CompiledRule {
  const rule = ruleOf(metadata);
  if (rule) {
    const { test, type, msg, each = false } = rule;
    return {
      each,
      stops: true,
      obeys: test,
      typeOf: () => type,
      message: () => msg,
      own: () => undefined,
    };
  }
  const [constraint] = getMetadataStorage().getTargetValidatorConstraints(metadata.constraintCls);
  if (!constraint || constraint.async) {
    throw new NeedsClassValidator();
  }
  const argsOf = (value: unknown): ValidationArguments => new Arguments(value, metadata, dto);
  return {
    each: metadata.each,
    stops: isKind(constraint.name) && !metadata.each,
    obeys: (value, whole) => {
      const verdict: unknown = constraint.instance.validate(value, argsOf(whole));
      if (verdict instanceof Promise) {
        throw new NeedsClassValidator();
      }
      return Boolean(verdict);
    },
    typeOf: (value) =>
      typeOfRule(constraint.name, value, (metadata.constraints as unknown[] | undefined) ?? []),
    message: (value) =>
      ownMessage(metadata, argsOf(value)) ??
      written(constraint.instance.defaultMessage?.(argsOf(value)) ?? '', argsOf(value)),
    own: (value) => ownMessage(metadata, argsOf(value)),
  };
}

/** What a rule is told beside the value. One that looks at the whole object needs it complete, which it is not here. */
class Arguments implements ValidationArguments {
  readonly property: string;
  readonly targetName: string;
  readonly constraints: unknown[];

  constructor(
    readonly value: unknown,
    { propertyName, constraints }: ValidationMetadata,
    dto: Dto,
  ) {
    this.property = propertyName;
    this.targetName = dto.name;
    this.constraints = constraints as unknown[];
  }

  get object(): object {
    throw new NeedsClassValidator();
  }
}

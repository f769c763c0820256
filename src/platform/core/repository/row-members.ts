import type { EntityMetadata } from '@mikro-orm/core';
import { BaseEntity } from '../entity/base.entity.js';

/**
 * The methods and getters that the class of an entity has besides its properties: rows, which are plain objects, inherit
 * them.
 *
 * @returns undefined if it has none
 */
export function membersOf({ class: entity, properties }: EntityMetadata): object | undefined {
  const members: PropertyDescriptorMap = {};
  let prototype = (entity as { prototype: object }).prototype;
  while (prototype !== BaseEntity.prototype && prototype !== Object.prototype) {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      const isMikroOrms = name.startsWith('__') || name === 'toJSON';
      if (name !== 'constructor' && !isMikroOrms && !(name in properties) && !(name in members)) {
        members[name] = descriptor;
      }
    }
    prototype = Object.getPrototypeOf(prototype) as object;
  }
  return Object.keys(members).length === 0 ? undefined : (Object.create(Object.prototype, members) as object);
}

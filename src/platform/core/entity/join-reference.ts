import { ManyToOne } from '@mikro-orm/decorators/legacy';
import { entityOf } from './reference.js';

/**
 * One of the two columns of a table between rows and their sets, see `Many`: a part of its primary key. Its rows go when
 * either side is removed for good, and hold nothing back.
 *
 * @param table that it refers to
 */
export function JoinReference(table: string): PropertyDecorator {
  return (target, property) => {
    ManyToOne({
      entity: () => entityOf(table),
      fieldName: String(property),
      mapToPk: true,
      primary: true,
      deleteRule: 'cascade',
      updateRule: 'no action',
    })(target, String(property));
  };
}

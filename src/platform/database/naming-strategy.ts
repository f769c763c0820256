import { UnderscoreNamingStrategy } from '@mikro-orm/core';

/**
 * Properties are written as their columns are (`created_at`), so that a thing has one name from the database to the
 * wire. Index and constraint names follow from table and columns alone, and so stay the same from migration to migration.
 */
export class ColumnNamingStrategy extends UnderscoreNamingStrategy {
  override propertyToColumnName(propertyName: string): string {
    return propertyName;
  }

  override joinColumnName(propertyName: string): string {
    return propertyName;
  }
}

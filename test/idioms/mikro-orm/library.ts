import { Collection, type Ref } from '@mikro-orm/core';
import { Entity, ManyToMany, ManyToOne, OneToMany, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Policy, Reference } from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { privateTo } from '../../../src/platform/policy.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

/** MikroORM's documentation, "Modeling Entity Relationships". Authors are seen by their owner alone. */
@Entity({ tableName: 'probe_authors' })
@Policy(privateTo<ProbeAuthor>('owner'))
export class ProbeAuthor extends BaseEntity {
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'uuid' })
  owner!: string;

  @OneToMany(() => ProbeBook, (book) => book.author)
  books = new Collection<ProbeBook>(this);

  @OneToOne(() => ProbePortrait, (portrait) => portrait.author, { ref: true })
  portrait?: Ref<ProbePortrait>;
}

@Entity({ tableName: 'probe_portraits' })
export class ProbePortrait extends BaseEntity {
  @Property({ type: 'text' })
  file!: string;

  @OneToOne(() => ProbeAuthor, (author) => author.portrait, { owner: true, fieldName: 'of_author' })
  author!: ProbeAuthor;
}

@Entity({ tableName: 'probe_labels' })
export class ProbeLabel extends BaseEntity {
  @Property({ type: 'text' })
  text!: string;

  @ManyToMany(() => ProbeBook, (book) => book.labels)
  books = new Collection<ProbeBook>(this);
}

@Entity({ tableName: 'probe_books' })
export class ProbeBook extends BaseEntity {
  @Property({ type: 'text' })
  title!: string;

  @ManyToOne(() => ProbeAuthor, { fieldName: 'author_ref' })
  author!: ProbeAuthor;

  @ManyToOne(() => ProbeAuthor, { nullable: true })
  editor!: ProbeAuthor | null;

  @ManyToOne(() => ProbeBook, { nullable: true })
  sequel_of!: ProbeBook | null;

  @ManyToMany(() => ProbeLabel, (label) => label.books, { owner: true })
  labels = new Collection<ProbeLabel>(this);

  /** The id of a row, and beside it the entity for MikroORM. */
  @Reference('probe_labels', { nullable: true })
  shelf_id!: string | null;

  @ManyToOne(() => ProbeLabel, { fieldName: 'shelf_id', persist: false, nullable: true })
  shelf?: ProbeLabel | null;
}

export const bookFilter = filterOf<ProbeBook>({
  fields: { title: field.text('eq'), shelf_id: field.uuid('eq') },
  search: ['title'],
  order_by: ['title'],
});

export interface NewBook {
  title: string;
  author: ProbeAuthor | string;
  editor?: string | null;
  sequel_of?: string | null;
  shelf_id?: string | null;
}

export class BooksRepository extends BaseRepository<ProbeBook, NewBook> {
  constructor(database: Database) {
    super(database, ProbeBook, { filter: bookFilter });
  }
}

export class AuthorsRepository extends BaseRepository<ProbeAuthor, { name: string; owner: string }> {
  constructor(database: Database) {
    super(database, ProbeAuthor, { filter: filterOf<ProbeAuthor>({ fields: {}, search: [], order_by: [] }) });
  }
}

export class LabelsRepository extends BaseRepository<ProbeLabel, { text: string }> {
  constructor(database: Database) {
    super(database, ProbeLabel, { filter: filterOf<ProbeLabel>({ fields: {}, search: [], order_by: [] }) });
  }
}

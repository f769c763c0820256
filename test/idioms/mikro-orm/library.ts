import { Collection, type Ref } from '@mikro-orm/core';
import { Entity, ManyToMany, ManyToOne, OneToMany, OneToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Policy, Reference } from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { privateTo } from '../../../src/platform/policy.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

/** MikroORM's documentation, "Modeling Entity Relationships". Authors are seen by their owner alone. */
@Entity({ tableName: 'authors' })
@Policy(privateTo<Author>('owner'))
export class Author extends BaseEntity {
  @Property({ type: 'text' })
  name!: string;

  @Property({ type: 'uuid' })
  owner!: string;

  @OneToMany(() => Book, (book) => book.author)
  books = new Collection<Book>(this);

  @OneToOne(() => Portrait, (portrait) => portrait.author, { ref: true })
  portrait?: Ref<Portrait>;
}

@Entity({ tableName: 'portraits' })
export class Portrait extends BaseEntity {
  @Property({ type: 'text' })
  file!: string;

  @OneToOne(() => Author, (author) => author.portrait, { owner: true, fieldName: 'of_author' })
  author!: Author;
}

@Entity({ tableName: 'labels' })
export class Label extends BaseEntity {
  @Property({ type: 'text' })
  text!: string;

  @ManyToMany(() => Book, (book) => book.labels)
  books = new Collection<Book>(this);
}

@Entity({ tableName: 'books' })
export class Book extends BaseEntity {
  @Property({ type: 'text' })
  title!: string;

  @ManyToOne(() => Author, { fieldName: 'author_ref' })
  author!: Author;

  @ManyToOne(() => Author, { nullable: true })
  editor!: Author | null;

  @ManyToOne(() => Book, { nullable: true })
  sequel_of!: Book | null;

  @ManyToMany(() => Label, (label) => label.books, { owner: true })
  labels = new Collection<Label>(this);

  /** The id of a row, and beside it the entity for MikroORM. */
  @Reference('labels', { nullable: true })
  shelf_id!: string | null;

  @ManyToOne(() => Label, { fieldName: 'shelf_id', persist: false, nullable: true })
  shelf?: Label | null;
}

export const bookFilter = filterOf<Book>({
  fields: { title: field.text('eq'), shelf_id: field.uuid('eq') },
  search: ['title'],
  order_by: ['title'],
});

export interface NewBook {
  title: string;
  author: Author | string;
  editor?: string | null;
  sequel_of?: string | null;
  shelf_id?: string | null;
}

export class BooksRepository extends BaseRepository<Book, NewBook> {
  constructor(database: Database) {
    super(database, Book, { filter: bookFilter });
  }
}

export class AuthorsRepository extends BaseRepository<Author, { name: string; owner: string }> {
  constructor(database: Database) {
    super(database, Author, { filter: filterOf<Author>({ fields: {}, search: [], order_by: [] }) });
  }
}

export class LabelsRepository extends BaseRepository<Label, { text: string }> {
  constructor(database: Database) {
    super(database, Label, { filter: filterOf<Label>({ fields: {}, search: [], order_by: [] }) });
  }
}

import type { EventArgs, EventSubscriber, FlushEventArgs } from '@mikro-orm/core';
import {
  AfterCreate,
  AfterDelete,
  AfterUpdate,
  BeforeCreate,
  BeforeDelete,
  BeforeUpdate,
  Entity,
  OnInit,
  OnLoad,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import { BaseEntity, LIVE } from '../../../src/platform/entity.js';
import { filterOf } from '../../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

/** What the hooks of an article have done, in order. */
export const journal: string[] = [];

/** MikroORM's documentation, "Lifecycle Hooks and EventSubscriber": hooks as methods of the entity. */
@Entity({ tableName: 'probe_articles' })
@Unique({ properties: ['title'], where: LIVE })
export class ProbeArticle extends BaseEntity {
  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'text', nullable: true })
  body!: string | null;

  @Property({ type: 'text', nullable: true, unique: true })
  isbn!: string | null;

  /** A property initialiser. */
  @Property({ type: 'text' })
  state = 'draft';

  /** "onCreate" and "onUpdate" get the entity. */
  @Property({
    type: 'text',
    onCreate: (article: ProbeArticle) => article.title.toLowerCase().replaceAll(' ', '-'),
  })
  slug!: string;

  @Property({
    type: 'integer',
    onCreate: () => 0,
    onUpdate: (article: ProbeArticle) => article.body?.length ?? 0,
  })
  size!: number;

  @Property({ type: 'integer', persist: false })
  seen?: number;

  @OnInit()
  init(): void {
    this.seen = 0;
  }

  @OnLoad()
  load(): void {
    this.seen = (this.seen ?? 0) + 1;
  }

  @BeforeCreate()
  @BeforeUpdate()
  tidy(args: EventArgs<ProbeArticle>): void {
    this.title = this.title.trim();
    journal.push(`before ${args.changeSet!.type} ${this.title}`);
  }

  @AfterCreate()
  async created(): Promise<void> {
    await Promise.resolve();
    journal.push(`created ${this.title} ${this.id.length}`);
  }

  @AfterUpdate()
  updated(args: EventArgs<ProbeArticle>): void {
    journal.push(`updated ${this.title}: ${Object.keys(args.changeSet!.payload).sort().join()}`);
  }

  @BeforeDelete()
  deleting(): void {
    journal.push(`before delete ${this.title}`);
  }

  @AfterDelete()
  deleted(): void {
    journal.push(`deleted ${this.title}`);
  }
}

export class ArticlesRepository extends BaseRepository<ProbeArticle> {
  constructor(database: Database) {
    const filter = filterOf<ProbeArticle>({ fields: {}, search: ['title'], order_by: ['title', 'slug'] });
    super(database, ProbeArticle, { filter, key: ['title'] });
  }
}

/** An entity without hooks of its own. */
@Entity({ tableName: 'probe_notes' })
export class ProbeNote extends BaseEntity {
  @Property({ type: 'text' })
  text!: string;
}

export class NotesRepository extends BaseRepository<ProbeNote> {
  constructor(database: Database) {
    super(database, ProbeNote, { filter: filterOf<ProbeNote>({ fields: {}, search: [], order_by: [] }) });
  }
}

/** "EventSubscriber": of one entity. */
export class NoteSubscriber implements EventSubscriber<ProbeNote> {
  readonly heard: string[] = [];

  getSubscribedEntities() {
    return [ProbeNote];
  }

  beforeCreate({ entity }: EventArgs<ProbeNote>): void {
    entity.text = `${entity.text}!`;
  }

  afterCreate({ entity }: EventArgs<ProbeNote>): void {
    this.heard.push(`created ${entity.text}`);
  }

  beforeUpdate({ entity, changeSet }: EventArgs<ProbeNote>): void {
    this.heard.push(`from ${(changeSet!.originalEntity as { text: string }).text} to ${entity.text}`);
  }

  afterDelete({ entity }: EventArgs<ProbeNote>): void {
    this.heard.push(`deleted ${entity.text}`);
  }

  onLoad({ entity }: EventArgs<ProbeNote>): void {
    entity.text = entity.text.replace('?', '.');
  }
}

/** "EventSubscriber": of everything, and of flushes. */
export class EverythingSubscriber implements EventSubscriber {
  readonly heard: string[] = [];

  onFlush({ uow }: FlushEventArgs): void {
    uow.getChangeSets().forEach(({ type, meta }) => this.heard.push(`${type} ${meta.className}`));
  }

  afterTransactionCommit(): void {
    this.heard.push('committed');
  }
}

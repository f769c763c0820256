import { currentUser } from '../../context/request-context.js';
import { ForbiddenError } from '../../errors/errors.js';
import type { BaseEntity } from '../entity/base.entity.js';
import type { ListQuery } from '../list/list-query.js';
import type { CreateData } from '../repository/base.repository.js';
import { type Action, BaseService } from './base.service.js';

/** An entity whose rows belong to the user who made them. */
export interface Owned {
  owner_id: string;
}

/**
 * The rules of owned rows: everybody reads, only the owner or an admin writes, and only they know of deleted rows.
 */
export abstract class OwnedService<
  T extends BaseEntity & Owned,
  Create extends object = CreateData<T>,
  Update extends object = Partial<Create>,
> extends BaseService<T, Create, Update> {
  protected override authorize(_action: Action, row?: T): void {
    if (row && !mayWrite(row)) {
      throw new ForbiddenError();
    }
  }

  protected override mayKnow(deleted: T): boolean {
    return mayWrite(deleted);
  }

  protected override visible(query: ListQuery): ListQuery {
    const user = currentUser();
    return user?.role === 'admin' ? query : { ...query, trash_of: user?.id ?? null };
  }

  protected override prepare(data: Create): Create {
    return { ...data, owner_id: currentUser()?.id };
  }
}

function mayWrite({ owner_id }: Owned): boolean {
  const user = currentUser();
  return user?.role === 'admin' || user?.id === owner_id;
}

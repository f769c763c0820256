import { NOBODY } from '../../src/platform/context/actor.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';
import { ProbeGadget, GadgetRepository } from './gadget.js';

export { statementsOf } from '../support/entity-database.js';

/** A database of its own with the table of gadgets. */
export interface GadgetDatabase extends EntityDatabase {
  gadgets: GadgetRepository;
}

export async function openGadgets(): Promise<GadgetDatabase> {
  const opened = await openEntities({ entities: [ProbeGadget] });
  return {
    ...opened,
    gadgets: new GadgetRepository(opened.database),
    inUnit: (work, actor = NOBODY) => opened.inUnit(work, actor),
  };
}

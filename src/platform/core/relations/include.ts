/** What an answer embeds of the rows that belong to a row. */
export interface Included {
  /** The relation, and the property under which it is embedded. */
  name: string;
  /** The properties that the answer shows of it. */
  fields: readonly string[];
  /** What is embedded in turn. */
  include: Include;
}

/** Everything that an answer embeds, as a client asked for it by `include=customer,lines.product`. */
export type Include = readonly Included[];

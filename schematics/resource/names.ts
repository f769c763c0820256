import pluralize from 'pluralize';
import { RESERVED, TAKEN_CLASSES, TAKEN_MEMBERS } from './reserved-words.ts';
import { ResourceError } from './resource-error.ts';

// What the library gets wrong.
pluralize.addIrregularRule('canvas', 'canvases');
pluralize.addIrregularRule('cookie', 'cookies');
pluralize.addIrregularRule('lens', 'lenses');
pluralize.addIrregularRule('omen', 'omens');
pluralize.addIrregularRule('regimen', 'regimens');
pluralize.addIrregularRule('specimen', 'specimens');

/** Every form of an entity's name that generated code needs, by the example of an order line. */
export interface Names {
  /** `order-line`: files. */
  file: string;
  /** `order-lines`: folder and route. */
  folder: string;
  /** `order_lines` */
  table: string;
  /** `OrderLine` */
  one: string;
  /** `OrderLines` */
  many: string;
  /** `orderLine` */
  variable: string;
  /** `orderLines`: what a controller calls the service. */
  rows: string;
  /** `ORDER_LINE`: constants. */
  constant: string;
  /** `order line` */
  label: string;
  /** `order lines` */
  labels: string;
  /** `An order line` */
  article: string;
}

/**
 * @param name of one or many, in kebab, snake, camel or Pascal case, or as words
 * @param plural where the usual one is wrong
 * @throws ResourceError if it cannot be the name of an entity
 */
export function namesOf(name: string, plural?: string): Names {
  const words = wordsOf(name);
  const last = words.at(-1)!;
  const singular = plural ? last : pluralize.singular(last);
  const single = [...words.slice(0, -1), singular];
  const several = plural ? wordsOf(plural) : [...words.slice(0, -1), pluralize.plural(singular)];
  if (single.join() === several.join()) {
    throw new ResourceError(
      `One ${single.join(' ')} and many ${several.join(' ')} cannot be told apart. Choose a name that has a plural (${single.join('_')}_entry), or give one: --plural`,
    );
  }
  const one = pascal(single);
  const rows = camel(pascal(several));
  if (TAKEN_CLASSES.has(one) || TAKEN_MEMBERS.has(rows) || RESERVED.has(rows)) {
    throw new ResourceError(
      `${one} means something else in the code. Choose a longer name, such as my_${single.join('_')}`,
    );
  }
  return {
    file: single.join('-'),
    folder: several.join('-'),
    table: several.join('_'),
    one,
    many: pascal(several),
    variable: camel(one),
    rows,
    constant: single.join('_').toUpperCase(),
    label: single.join(' '),
    labels: several.join(' '),
    article: `${/^(?!uni|use|eu|one)[aeiou]|^(hour|honou?r|heir)/.test(single.join(' ')) ? 'An' : 'A'} ${single.join(' ')}`,
  };
}

/** The words of a name: `OrderLine`, `order-line` and `order_line` are `order` and `line`. */
export function wordsOf(name: string): string[] {
  const words = name
    .trim()
    .replace(/([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3_$2$4')
    .toLowerCase()
    .split(/[\s_-]+/);
  if (!/^[a-z]/.test(words[0]!) || !words.every((word) => /^[a-z0-9]+$/.test(word))) {
    throw new ResourceError(
      `"${name}" is not a name. Use English letters and digits, beginning with a letter: order_line, order-line or OrderLine`,
    );
  }
  return words;
}

export function pascal(words: readonly string[]): string {
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
}

function camel(name: string): string {
  return name[0]!.toLowerCase() + name.slice(1);
}

/** The plural of the last word of a snake_case name; its singular for one. */
export function pluralOf(name: string, count = 2): string {
  return pluralize(name, count);
}

/** The names of an enum field's file, list of values, and type. */
export function enumNames(
  { file, constant, one }: Names,
  field: string,
): { file: string; constant: string; type: string } {
  return {
    file: `${file}-${field.replaceAll('_', '-')}`,
    constant: `${constant}_${pluralOf(field).toUpperCase()}`,
    type: `${one}${pascal(field.split('_'))}`,
  };
}

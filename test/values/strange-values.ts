import fc, { type Arbitrary } from 'fast-check';

/** A value as a client sends it, and as the contract says that it comes back; none if it is to be refused. */
export interface Strange<S = unknown, K = S> {
  sent: S;
  kept?: K;
}

const STORABLE = /^[^\0\p{Surrogate}]*$/u;

/** Any text of Unicode: commas, quotes, pairs, marks, right to left, private use, what is not assigned; trimmed when kept. */
export const strangeText: Arbitrary<Strange<string>> = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom(
        ',',
        '"',
        "'",
        '\\',
        '%',
        '_',
        ' ',
        'a',
        'é',
        'e\u0301',
        '日',
        '😀',
        '\u202e',
        '\u200d',
      ),
      maxLength: 12,
    }),
  )
  .filter((text) => STORABLE.test(text))
  .map((sent) => ({ sent, kept: sent.trim() }));

const [FIRST, LAST] = ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'].map((edge) =>
  Date.parse(edge),
) as [number, number];
const HOUR = 3_600_000;

/** The digits behind the seconds: none, or up to nine, of which three count. */
const fraction = fc.string({ unit: fc.constantFrom('0', '1', '5', '9'), maxLength: 9 });

/** A time with any offset, at the edges of what is taken more often than elsewhere. */
export const strangeTime: Arbitrary<Strange<string>> = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: FIRST, max: LAST }),
      fc.integer({ min: FIRST - 20 * HOUR, max: FIRST + 20 * HOUR }),
      fc.integer({ min: LAST - 20 * HOUR, max: LAST + 20 * HOUR }),
      fc.constantFrom(FIRST, LAST, 0, Date.parse('2024-02-29T23:59:59Z'), Date.parse('1969-12-31T23:59:59Z')),
    ),
    fraction,
    fc.integer({ min: -14 * 60, max: 14 * 60 }),
  )
  .map(([moment, digits, offset]) => {
    const local = Math.floor(moment / 1000) * 1000 + offset * 60_000;
    const text = new Date(local).toISOString().slice(0, -5);
    const zone = `${offset < 0 ? '-' : '+'}${clock(Math.abs(offset))}`;
    const sent = `${text}${digits && `.${digits}`}${zone}`;
    const utc = local - offset * 60_000 + Number(digits.slice(0, 3).padEnd(3, '0'));
    const isTaken = /^\d{4}-/.test(text) && !text.startsWith('0000') && utc >= FIRST && utc <= LAST;
    return { sent, ...(isTaken && { kept: new Date(utc).toISOString() }) };
  });

function clock(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

/** A day of the calendar that the API takes. */
export const strangeDay: Arbitrary<Strange<string>> = fc
  .oneof(fc.integer({ min: FIRST, max: LAST }), fc.constantFrom(FIRST, LAST, Date.parse('2000-02-29')))
  .map((moment) => new Date(moment).toISOString().slice(0, 10))
  .map((sent) => ({ sent, kept: sent }));

export const strangeWhole: Arbitrary<Strange<number>> = fc
  .oneof(fc.integer(), fc.constantFrom(-2_147_483_648, 2_147_483_647, -0, 0))
  .map((sent) => ({ sent, kept: sent + 0 }));

/** Any number that JSON can write. JSON has no minus zero. */
export const strangeFloat: Arbitrary<Strange<number>> = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((sent) => ({ sent, kept: sent === 0 ? 0 : sent }));

/** Digits as clients write them: zeros in front, one place or two or none. */
export const strangePrice: Arbitrary<Strange<string>> = fc
  .tuple(fc.bigInt({ min: -999_999_999_999n, max: 999_999_999_999n }), fc.integer({ min: 0, max: 2 }))
  .map(([cents, places]) => {
    const size = cents < 0n ? -cents : cents;
    const unit = 10n ** BigInt(2 - places);
    const digits = String(size / unit).padStart(places + 1, '0');
    const fractional = places ? `.${digits.slice(-places)}` : '';
    const sent = `${cents < 0n ? '-' : ''}${places ? digits.slice(0, -places) : digits}${fractional}`;
    const stored = (size / unit) * unit;
    const kept = `${stored / 100n}.${String(stored % 100n).padStart(2, '0')}`;
    return { sent, kept: cents < 0n && stored !== 0n ? `-${kept}` : kept };
  })
  .filter(({ sent }) => /^-?\d{1,10}(\.|$)/.test(sent));

export const strangeSerial: Arbitrary<Strange<string>> = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n),
  )
  .map((number) => ({ sent: String(number), kept: String(number) }));

/** Any JSON, with texts of all Unicode and numbers of any size; names that a prototype has are another test's. */
export const strangeJson: Arbitrary<Strange> = fc
  .jsonValue({ stringUnit: 'binary', maxDepth: 3 })
  .map((value): unknown => JSON.parse(JSON.stringify(value)))
  .filter((value) => value !== null && isStorable(value))
  .map((sent) => ({ sent, kept: sent }));

function isStorable(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(
      ([key, part]) => STORABLE.test(key) && !['__proto__', 'constructor'].includes(key) && isStorable(part),
    );
  }
  return typeof value !== 'string' || STORABLE.test(value);
}

export const strangeWords: Arbitrary<Strange<string[]>> = fc
  .array(strangeText, { maxLength: 3 })
  .map((texts) => ({ sent: texts.map(({ sent }) => sent), kept: texts.map(({ kept }) => kept!) }));

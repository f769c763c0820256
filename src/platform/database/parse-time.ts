/** PostgreSQL's text of a moment: `2025-01-05 12:00:00.12+05:30`, `0044-03-15 00:00:00+00 BC`. Without an offset it is UTC. */
const TIME =
  /^(\d{4,6})-(\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(?:Z|([+-]\d\d)(?::?(\d\d))?(?::(\d\d))?)?( BC)?$/;

/** A moment that ISO 8601 with four digits of year cannot write, as {@link TimeBeyondDate} has it. */
const BEYOND =
  /^(?:-?infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d){0,2}(?: BC)?)$/;

/** After so many milliseconds the calendar repeats itself: `Date` counts in years that it can hold. */
const FOUR_HUNDRED_YEARS = Date.UTC(2400, 0) - Date.UTC(2000, 0);

/**
 * A moment that PostgreSQL stores and the API cannot write as a time: `infinity`, a year before 1 or after 9999. Only SQL
 * puts such values into a table. As a `Date` it is invalid (its number is `NaN`); written as text, in answers, cursors and
 * statements, it is what PostgreSQL says in UTC.
 */
export class TimeBeyondDate extends Date {
  constructor(readonly text: string) {
    super(NaN);
  }

  override toISOString(): string {
    return this.text;
  }

  override toJSON(): string {
    return this.text;
  }

  override toString(): string {
    return this.text;
  }
}

/**
 * Reads a moment as PostgreSQL writes it with `DateStyle` ISO, whatever the time zone of the session; a fraction is cut to
 * milliseconds. Never fails: what lies outside of the years 1 to 9999 becomes a {@link TimeBeyondDate}.
 */
export function parseTime(text: string): Date {
  // Nearly all times come so; the expression below costs three times as much.
  if (text.length <= 29 && text.endsWith('+00') && text[4] === '-' && text[10] === ' ') {
    const time = new Date(`${text.slice(0, 10)}T${text.slice(11, -3)}Z`);
    if (isHeld(time.getUTCFullYear())) {
      return time;
    }
  }
  return parseAny(text);
}

/** Whether a text is how a {@link TimeBeyondDate} is written. */
export function isBeyondDate(text: string): boolean {
  return BEYOND.test(text);
}

function parseAny(text: string): Date {
  const parts = TIME.exec(text);
  if (!parts) {
    // MikroORM puts a Z behind whatever has no offset.
    return new TimeBeyondDate(text.replace(/(?<=infinity)Z$/, ''));
  }
  const [, digits, day, clock, hours = '+00', minutes = '00', seconds = '00', era] = parts;
  const year = era ? 1 - Number(digits) : Number(digits);
  const cycles = Math.floor(year / 400) - 5;
  const sign = hours.startsWith('-') ? -1 : 1;
  const offset = sign * (Math.abs(Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds));
  const inCycle = new Date(new Date(`${year - cycles * 400}-${day}T${clock}Z`).getTime() - offset * 1000);
  const utcYear = inCycle.getUTCFullYear() + cycles * 400;
  return isHeld(utcYear)
    ? new Date(inCycle.getTime() + cycles * FOUR_HUNDRED_YEARS)
    : new TimeBeyondDate(Number.isNaN(utcYear) ? text : inUtc(utcYear, inCycle));
}

/** As PostgreSQL writes it in UTC, to the millisecond; `time` has the month and everything below it. */
function inUtc(year: number, time: Date): string {
  const rest = time
    .toISOString()
    .slice(4, -1)
    .replace('T', ' ')
    .replace(/\.?0+$/, '');
  const digits = String(year > 0 ? year : 1 - year).padStart(4, '0');
  return `${digits}${rest}+00${year > 0 ? '' : ' BC'}`;
}

function isHeld(year: number): boolean {
  return year >= 1 && year <= 9999;
}

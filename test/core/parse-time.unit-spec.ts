import { TIMESTAMP } from '../../src/platform/core/list/values.js';
import { isBeyondDate, parseTime, TimeBeyondDate } from '../../src/platform/database/parse-time.js';

describe('what PostgreSQL writes for a moment', () => {
  it.each([
    ['2025-01-05 12:00:00+00', '2025-01-05T12:00:00.000Z'],
    ['2025-01-05 12:00:00.12+00', '2025-01-05T12:00:00.120Z'],
    ['2025-01-05 12:00:00.123999+00', '2025-01-05T12:00:00.123Z'],
    ['2025-01-05 12:00:00-05', '2025-01-05T17:00:00.000Z'],
    ['2025-01-05 12:00:00.5+05:30', '2025-01-05T06:30:00.500Z'],
    ['2025-01-05 12:00:00-03:30', '2025-01-05T15:30:00.000Z'],
    ['1883-11-18 12:03:57-04:56:02', '1883-11-18T16:59:59.000Z'],
    ['2025-01-05 12:00:00', '2025-01-05T12:00:00.000Z'],
    ['2025-01-05T12:00:00.5Z', '2025-01-05T12:00:00.500Z'],
    ['2025-01-05T12:00:00+02:00', '2025-01-05T10:00:00.000Z'],
    ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31 23:59:59.999+00', '9999-12-31T23:59:59.999Z'],
    ['0001-01-01 00:00:00-05', '0001-01-01T05:00:00.000Z'],
    ['10000-01-01 05:29:59.999+05:30', '9999-12-31T23:59:59.999Z'],
    ['0001-12-31 19:00:00-05 BC', '0001-01-01T00:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(parseTime(text).toISOString()).toBe(time);
  });

  it.each([
    'infinity',
    '-infinity',
    '10000-01-01 00:00:00+00',
    '294276-12-31 23:59:59.999+00',
    '0044-03-15 00:00:00+00 BC',
    '4713-01-01 00:00:00+00 BC',
    '12344-02-29 00:00:00.12+00',
  ])('%s, which JavaScript cannot hold, stays the same text everywhere', (text) => {
    const time = parseTime(text);
    expect(time).toBeInstanceOf(TimeBeyondDate);
    expect(time.getTime()).toBeNaN();
    expect([time.toISOString(), JSON.stringify({ time }), String(time)]).toEqual([
      text,
      `{"time":"${text}"}`,
      text,
    ]);
    expect(isBeyondDate(text)).toBe(true);
  });

  it.each([
    ['0001-01-01 00:00:00+05', '0001-12-31 19:00:00+00 BC'],
    ['9999-12-31 23:59:59.5-01', '10000-01-01 00:59:59.5+00'],
    ['4713-01-01 00:00:00-05 BC', '4713-01-01 05:00:00+00 BC'],
    ['infinityZ', 'infinity'],
  ])('%s is written in UTC, as %s', (text, written) => {
    expect(parseTime(text).toISOString()).toBe(written);
    expect(isBeyondDate(written)).toBe(true);
  });

  it.each(['', 'nonsense', '05.01.2025 12:00:00 UTC', 'infinity; drop', '2025-13-01 00:00:00+00'])(
    'reading %j does not fail either',
    (text) => {
      expect(parseTime(text).toISOString()).toBe(text);
    },
  );
});

describe('what a client writes for a moment', () => {
  it.each([
    ['9999-12-31T23:59:59.9999Z', '9999-12-31T23:59:59.999Z'],
    ['9999-12-31T23:59:59.999999999Z', '9999-12-31T23:59:59.999Z'],
    ['2025-01-05T12:00:00.1234567890123Z', '2025-01-05T12:00:00.123Z'],
    ['2025-01-05T12:00:00,5Z', '2025-01-05T12:00:00.500Z'],
    ['0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00-01:00', '0001-01-01T01:00:00.000Z'],
    ['9999-12-31T23:59:59.999+01:00', '9999-12-31T22:59:59.999Z'],
  ])('%s is %s', (text, time) => {
    expect(TIMESTAMP.parse(text)).toBe(time);
  });

  it.each([
    '0001-01-01T00:00:00+01:00',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T24:00:00Z',
    '0000-12-31',
    '+010000-01-01',
    '10000-01-01',
    'infinity',
    '2016-12-31T23:59:60Z',
    '2025-02-29',
  ])('%s is refused', (text) => {
    expect(TIMESTAMP.parse(text)).toBeUndefined();
  });
});

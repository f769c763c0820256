import { validate, version } from 'uuid';
import { newId } from '../src/platform/context/new-id.js';

describe('new ids', () => {
  it('are UUIDs of version 7 that carry the time', () => {
    const before = Date.now();
    const id = newId();
    const time = parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(validate(id) && version(id)).toBe(7);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('are each greater than the one before, however many are made at once', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(ids).toEqual(ids.toSorted());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('differ in their random part, from draw to draw too', () => {
    const tails = Array.from({ length: 1_000 }, () => newId().slice(-11));
    expect(new Set(tails).size).toBe(tails.length);
  });
});

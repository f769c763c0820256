import { jest } from '@jest/globals';
import { deletionMark } from '../../src/platform/core/repository/deletion-mark.js';

describe('the mark of a deletion', () => {
  it('is one of its own, and true to the clock', () => {
    const before = Date.now();
    const marks = Array.from({ length: 50 }, () => deletionMark().getTime());
    expect(new Set(marks).size).toBe(50);
    expect(marks.every((mark) => mark >= before && mark <= Date.now() + 50)).toBe(true);
  });

  it('follows a clock that is set back', () => {
    const set = jest.spyOn(Date, 'now').mockReturnValue(5000);
    expect([deletionMark(), deletionMark()].map(Number)).toEqual([5000, 5001]);
    set.mockRestore();
    expect(deletionMark().getTime()).toBeGreaterThan(Date.now() - 1000);
  });
});

import { WalHistory } from '../../src/platform/database/replicas/wal-history.js';

describe('the lag of a replica', () => {
  const history = (...samples: [position: number, seenAt: number][]) => {
    const made = new WalHistory();
    samples.forEach(([position, seenAt]) => made.note(position, seenAt));
    return made;
  };

  it('is nothing when the replica is as far as the primary was last seen', () => {
    expect(history([100, 0], [200, 500]).lagOf(200, 900)).toBe(0);
  });

  it('does not grow while nothing is written', () => {
    expect(history([100, 0], [100, 500], [100, 1_000]).lagOf(100, 1_500)).toBe(0);
  });

  it('is counted from before the first thing that is missing was written', () => {
    expect(history([100, 0], [200, 500], [300, 1_000]).lagOf(150, 1_200)).toBe(1_200);
    expect(history([100, 0], [200, 500], [300, 1_000]).lagOf(200, 1_200)).toBe(700);
  });

  it('is unknown, so too much, before the replica has reached what was seen first', () => {
    expect(history([100, 0]).lagOf(99, 10)).toBe(Infinity);
  });

  it('is counted anew after a failover to a primary that is not so far', () => {
    expect(history([500, 0], [300, 500]).lagOf(300, 600)).toBe(0);
  });

  it('forgets what is older than it needs', () => {
    const made = history([1, 0], [2, 30_000], [3, 70_000], [4, 140_000]);
    expect(made.lagOf(3, 140_000)).toBe(70_000);
    expect(made.lagOf(1, 140_000)).toBe(Infinity);
  });
});

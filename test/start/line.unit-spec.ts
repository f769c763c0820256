import { setImmediate as turn } from 'node:timers/promises';
import { Line } from '../../src/platform/cluster/line.js';
import { RestartDelay } from '../../src/platform/cluster/restart-delay.js';

/** Two ends that hear each other, and what has gone over the line. */
function twoEnds() {
  const sent: object[] = [];
  const deliver = (to: () => Line) => (message: object) => {
    sent.push(message);
    to().receive(structuredClone(message));
  };
  const near: Line = new Line(deliver(() => far));
  const far: Line = new Line(deliver(() => near));
  return { near, far, sent };
}

describe('a line between two processes', () => {
  it('carries questions and answers, those of one turn together', async () => {
    const { near, far, sent } = twoEnds();
    far.answer({ sum: (a: number, b: number) => a + b, later: async () => turn('done') });
    near.answer({ name: () => 'near' });
    expect(await Promise.all([near.ask('sum', 1, 2), near.ask('sum', 3, 4), far.ask('name')])).toEqual([
      3,
      7,
      'near',
    ]);
    expect(sent).toHaveLength(3);
    expect(await near.ask('later')).toBe('done');
  });

  it('tells what went wrong at the other end', async () => {
    const { near, far } = twoEnds();
    far.answer({
      fail: () => {
        throw new Error('a mistake');
      },
    });
    await expect(near.ask('fail')).rejects.toThrow('a mistake');
    await expect(near.ask('unknown')).rejects.toThrow('Nobody answers "unknown"');
  });

  it('answers nothing once it is cut', async () => {
    const { near, far } = twoEnds();
    far.answer({ never: () => new Promise(() => undefined) });
    const asked = near.ask('never');
    near.cut();
    await expect(asked).rejects.toThrow('gone');
    await expect(near.ask('never')).rejects.toThrow('gone');
  });

  it('leaves the messages of others alone', () => {
    const { near } = twoEnds();
    for (const message of ['usage', null, { type: 'prom-client:getMetricsReq' }]) near.receive(message);
  });
});

describe('the pause before a worker is started again', () => {
  it('is none at first, grows, and begins anew after a time of health', () => {
    const delay = new RestartDelay();
    expect([0, 100, 0, 0].map((served) => delay.after(served))).toEqual([0, 1_000, 2_000, 4_000]);
    expect(Array.from({ length: 20 }, () => delay.after(0)).at(-1)).toBe(30_000);
    expect(delay.after(60_000)).toBe(0);
  });
});

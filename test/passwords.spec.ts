import argon2 from 'argon2';
import { argon2Parameters, paddingFor } from '../src/passwords/argon2-parameters.js';
import { loadConfig } from '../src/platform/config/load-config.js';

const parameters = (settings: Record<string, string> = {}) =>
  argon2Parameters(loadConfig({ NODE_ENV: 'test', ...settings }));

describe('hashes with older parameters', () => {
  it('are padded by what they are cheaper than current ones', async () => {
    const old = await argon2.hash('a password', parameters());
    const raised = parameters({ ARGON2_MEMORY_KIB: '65536', ARGON2_TIME_COST: '4' });
    const padding = paddingFor(old, raised)!;
    const work = ({ memoryCost, timeCost }: typeof padding) => memoryCost * timeCost;
    expect(work(padding) + work(parameters())).toBe(work(raised));
    await expect(argon2.hash('a password', padding)).resolves.toMatch(/^\$argon2id\$/);
  });

  it('are not padded when they cost as much or more', async () => {
    const parametersNow = parameters();
    const same = await argon2.hash('a password', parametersNow);
    const dearer = await argon2.hash('a password', parameters({ ARGON2_MEMORY_KIB: '32768' }));
    expect([paddingFor(same, parametersNow), paddingFor(dearer, parametersNow)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

import argon2 from 'argon2';
import { argon2Parameters, paddingFor } from '../src/passwords/argon2-parameters.js';
import { weaknessOf } from '../src/passwords/weakness.js';
import { loadConfig } from '../src/platform/config/load-config.js';

const parameters = (settings: Record<string, string> = {}) =>
  argon2Parameters(loadConfig({ NODE_ENV: 'test', ...settings }));

describe('the weakness of a password', () => {
  const known = ['alice.smith@example.com', 'Alice Smith', 'Strata'];

  it.each([
    'Strata2024!',
    'Strata-2024!',
    '2024Strata!',
    'STRATA_1999',
    'str4ta2024!',
    'Alice1990!!',
    'alice.smith!',
    'AliceSmith#12',
    'Example!2024',
  ])('sees a name with a few characters around it in %s', async (password) => {
    expect(await weaknessOf(password, known)).toMatchObject({
      type: 'weak_password',
      msg: expect.stringMatching(/your e-mail, your name or the name of this application/) as string,
    });
  });

  it.each([
    'Summer2024!',
    'Summer-2024',
    '!Summer2024',
    '2024Summer!',
    'summer!2024',
    'Summ3r2024!',
    'Winter2023!!',
    'Password2024!',
    'Welcome2024#',
    'Company2024!',
    'Sommer2024!',
    'Admin@123',
    'Changeme123!',
    'Summer12345!',
    'Qwerty2024!',
    'Sarah1985!',
  ])('sees a common word with a few characters around it in %s', async (password) => {
    expect(await weaknessOf(password, known)).toMatchObject({
      type: 'common_password',
      msg: expect.stringMatching(/a known word with a few characters around it/) as string,
    });
  });

  it.each([
    'Strata48291374',
    'alice keeps seven geese',
    'Smith-and-4-Wesson',
    'Strata2024!Kq7v',
    'Summer2024!Kq7v',
    'winter boots in summer 2024',
    'dandelion tractor',
    'river-stone-2019-maple',
    'kettle4821!',
    '20kettle24!71',
    'gT5$wLp!',
    'Kq7vStr2',
    'x7Kp2mQv9z',
    'Eichhörnchen tanzt leise',
    'пароль который длинный',
    '長い合言葉ですよねえ',
  ])('finds none in %s', async (password) => {
    expect(await weaknessOf(password, known)).toBeUndefined();
  });
});

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

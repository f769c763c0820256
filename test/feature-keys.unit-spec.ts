import { renderEnvExample } from '../src/platform/config/env-example.js';
import { ConfigError } from '../src/platform/config/config-error.js';
import { summarise } from '../src/platform/config/config-summary.js';
import { declareKeys } from '../src/platform/config/feature-keys.js';
import { loadConfig } from '../src/platform/config/load-config.js';
import { text, wholeNumber } from '../src/platform/config/validators.js';
import { unknownKeys } from '../src/platform/config/unknown-keys.js';

const days = wholeNumber(1, 365);
const keys = {
  PROBE_REPORT_DAYS: days({ desc: 'How far a report looks back.', default: 30, example: '90' }),
  PROBE_SECRET: text({ desc: 'What nobody is shown.', default: undefined, example: 'hush' }),
};

describe('keys of the application', () => {
  beforeEach(() => declareKeys(keys, ['PROBE_SECRET']));
  afterEach(() => declareKeys({}, []));

  it('are read, checked and have their defaults like those of the platform', () => {
    expect(loadConfig({}, false)).toMatchObject({ PROBE_REPORT_DAYS: 30, PORT: 3000 });
    expect(loadConfig({ PROBE_REPORT_DAYS: '7' }, false)).toMatchObject({ PROBE_REPORT_DAYS: 7 });
    expect(() => loadConfig({ PROBE_REPORT_DAYS: '0', PORT: 'x' }, false)).toThrow(
      /PORT[^]*PROBE_REPORT_DAYS/,
    );
  });

  it('are in .env.example, in a section of their own', () => {
    expect(renderEnvExample()).toMatch(
      /\n## This application\n\n# How far a report looks back\.\n# PROBE_REPORT_DAYS=30\n/,
    );
  });

  it('are told about by config:check, without secrets, and known when one is mistyped', () => {
    const config = loadConfig({ PROBE_SECRET: 'hush' }, false);
    expect(summarise(config)).toContain('PROBE_REPORT_DAYS=30');
    expect(summarise(config)).not.toContain('hush');
    expect(unknownKeys(Object.keys(config), { PROBE_REPORT_DAY: '7' })).toEqual([
      'PROBE_REPORT_DAY is no setting and changes nothing; did you mean PROBE_REPORT_DAYS?',
    ]);
  });

  it('need names that the platform has not', () => {
    declareKeys({ PORT: days({ desc: 'Another one.', default: 1 }) }, []);
    expect(() => loadConfig({}, false)).toThrow(ConfigError);
    expect(() => loadConfig({}, false)).toThrow(/PORT: is a key of the platform already/);
  });
});

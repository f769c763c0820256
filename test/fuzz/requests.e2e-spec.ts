import fc from 'fast-check';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { DocumentedResponses } from '../support/documented-responses.js';
import {
  type Document,
  type GeneratedRequest,
  KNOWN_ID,
  RequestGenerator,
  type Sender,
} from './support/generated-request.js';
import { asCurl, send, type WireRequest, type WireResponse } from './support/wire.js';

/**
 * `FUZZ_SEED=7 FUZZ_REQUESTS=50000 npm test -- test/fuzz` looks further; the same seed makes the same requests. The embedded
 * database is the slower one and answers as the other does, so it gets fewer.
 */
const SEED = Number(process.env.FUZZ_SEED ?? 20_261_122);
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? (process.env.DATABASE_URL ? 5_000 : 2_000));
const AT_ONCE = 8;
const TIME_LIMIT = 120_000 + REQUESTS * 100;

/** More failures than this tell nothing new. */
const SHOWN = 25;

describe('every operation under generated requests', () => {
  let api: TestApp;
  let baseUrl: string;
  let documented: DocumentedResponses;
  let generator: RequestGenerator;
  const tokens = new Map<Sender, string>();
  const known: string[] = [];

  beforeAll(async () => {
    api = await startTestApp({ LOG_LEVEL: 'error' });
    baseUrl = await api.app.getUrl();
    documented = await DocumentedResponses.of(baseUrl);
    const document = (await (await fetch(`${baseUrl}/docs-json`)).json()) as Document;
    generator = new RequestGenerator(document);
    await signIn('user');
    await signIn('admin');
  });
  afterAll(() => api.close());

  const signIn = async (role: 'user' | 'admin') => {
    tokens.set(role, (await api.signUp({ role })).token);
  };

  it(
    `is documented, in the envelope when it fails, and never a server error (${REQUESTS} requests, seed ${SEED})`,
    async () => {
      const { operations } = generator;
      const each = Math.ceil(REQUESTS / operations.length);
      const requests = operations.flatMap(([method, template], i) =>
        fc.sample(generator.requests(method, template), { seed: SEED + i, numRuns: each }),
      );
      const queue = fc.sample(fc.shuffledSubarray(requests, { minLength: requests.length }), {
        seed: SEED,
        numRuns: 1,
      })[0]!;
      const failures: string[] = [];
      const statuses = new Map<number, number>();
      const work = async () => {
        for (let next = queue.pop(); next && failures.length < SHOWN; next = queue.pop()) {
          const request = onTheWire(next);
          const fault = await faultOf(request, next.sender, statuses);
          if (fault) failures.push(`${fault}\n  ${asCurl(baseUrl, request)}`.slice(0, 3_000));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      expect(failures.join('\n\n')).toBe('');
      expect(requests.length).toBeGreaterThanOrEqual(REQUESTS);
      // A generator that only ever fails validation, or never does, would test little.
      for (const status of [200, 201, 400, 401, 404, 422]) {
        expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
      }
    },
    TIME_LIMIT,
  );

  /** Fills in what only the running application knows. */
  const onTheWire = ({ sender, method, path, query, headers, body }: GeneratedRequest): WireRequest => {
    const id = known[(path.length + query.length) % Math.max(known.length, 1)] ?? KNOWN_ID;
    const filled = path.replaceAll(KNOWN_ID, id);
    const token = sender === 'impostor' ? `s_${'A'.repeat(43)}` : tokens.get(sender);
    return {
      method,
      target: query ? `${filled}?${query}` : filled,
      headers: token ? [['Authorization', `Bearer ${token}`], ...headers] : headers,
      body,
    };
  };

  /** Sends a request. @returns what is wrong with the answer, if anything is */
  const faultOf = async (request: WireRequest, sender: Sender, statuses: Map<number, number>) => {
    try {
      const response = await send(baseUrl, request);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      await learn(request, response, sender);
      const late = tellsItIsLate(request, response);
      if (response.status >= 500 && !late) return `${response.status}: ${response.text}`;
      if (response.status >= 400 && !late) checkEnvelope(request, response);
      const body = response.text.startsWith('{') ? (JSON.parse(response.text) as unknown) : undefined;
      documented.check(request.method.toLowerCase(), request.target, { ...response, body });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };

  /** Keeps ids that exist, and signs in again when a request has ended the session. */
  const learn = async (request: WireRequest, { status, text }: WireResponse, sender: Sender) => {
    const id = /"id":"([0-9a-f-]{36})"/.exec(text)?.[1];
    if (id) known[known.length < 200 ? known.length : status % 200] = id;
    const mine =
      request.headers.find(([name]) => name === 'Authorization')?.[1] === `Bearer ${tokens.get(sender)}`;
    if (status === 401 && mine && (sender === 'user' || sender === 'admin')) {
      await signIn(sender);
    }
  };
});

/** Readiness is 503 where the machine is so busy that the database answers late; then it has to say so. */
function tellsItIsLate({ target }: WireRequest, { status, text }: WireResponse): boolean {
  return target.startsWith('/health/ready') && status === 503 && text.includes('"status":"error"');
}

function checkEnvelope({ method }: WireRequest, { status, headers, text }: WireResponse): void {
  const correlationId = headers['x-correlation-id'];
  if (!correlationId) throw new Error(`${status} without a correlation id`);
  if (method === 'HEAD') return;
  const envelope = JSON.parse(text) as Record<string, unknown>;
  if (envelope.correlation_id !== correlationId) {
    throw new Error(`${status} with another correlation id than its header: ${text}`);
  }
  for (const key of ['detail', 'error_code', 'timestamp']) {
    if (typeof envelope[key] !== 'string') throw new Error(`${status} without ${key}: ${text}`);
  }
}

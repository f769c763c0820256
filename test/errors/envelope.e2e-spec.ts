import { Body, Controller, Module, Post, HttpCode } from '@nestjs/common';
import request from 'supertest';
import { defineError } from '../../src/platform/errors/define-error.js';
import { ValidationError } from '../../src/platform/errors/errors.js';
import { Public } from '../../src/platform/http/access/access.js';
import { Operation } from '../../src/platform/http/routes/operation.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ProbeOrderPaidError = defineError('PROBE_ORDER_PAID', {
  status: 409,
  detail: 'A paid order cannot be changed',
  when: 'The order is paid.',
});

@Controller('probe-orders')
@Public()
class ProbeOrdersController {
  @Post('paid')
  @Operation({
    id: 'payOrder',
    summary: 'Pay an order',
    status: 204,
    errors: ['CONFLICT', ProbeOrderPaidError],
  })
  paid(): void {
    throw new ProbeOrderPaidError();
  }

  @Post('blamed')
  @HttpCode(204)
  blamed(@Body() { count }: { count: number }): void {
    const errors = Array.from({ length: count }, (_, i) => ({
      loc: ['body', 'items', i, 'name'],
      msg: 'secret value',
      type: 'unique' as const,
    }));
    throw new ValidationError(errors);
  }
}

@Module({ controllers: [ProbeOrdersController] })
class OrdersModule {}

describe('the envelope of an error', () => {
  let api: TestApp;
  let url: string;
  beforeAll(async () => {
    api = await startTestApp({}, { modules: [OrdersModule] });
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  const post = (path: string, body: object = {}) =>
    request(url).post(`/api/v1/probe-orders/${path}`).send(body);

  it('has the code that a feature has defined, which the document knows', async () => {
    const { status, body } = await post('paid');
    expect([status, body.error_code, body.detail]).toEqual([
      409,
      'PROBE_ORDER_PAID',
      'A paid order cannot be changed',
    ]);
    const { body: document } = await request(url).get('/docs-json');
    expect(document.components.schemas.ErrorCode.enum).toContain('PROBE_ORDER_PAID');
    expect(document.paths['/api/v1/probe-orders/paid'].post.responses['409'].$ref).toBe(
      '#/components/responses/ConflictOrProbeOrderPaid',
    );
    expect((await api.anonymous.post('/api/v1/probe-orders/paid', {})).status).toBe(409);
  });

  it.each([
    [1, 1],
    [100, 100],
    [101, 101],
    [3_000, 101],
  ])('of %i errors has %i', async (count, length) => {
    const { body } = await post('blamed', { count });
    expect(body.errors).toHaveLength(length);
    expect(body.errors[length - 1].type).toBe(count > 100 ? 'truncated' : 'unique');
  });

  it('says how many errors it leaves out', async () => {
    const { body } = await post('blamed', { count: 150 });
    expect(body.errors[100]).toEqual({ loc: ['body'], msg: '50 more errors', type: 'truncated' });
  });

  it('is logged with its code, places and rules, without values', async () => {
    const { body } = await post('blamed', { count: 1 });
    const line = api.logs
      .map((text) => JSON.parse(text) as { correlation_id: string; status: number })
      .find(({ correlation_id, status }) => correlation_id === body.correlation_id && status)!;
    expect(line).toMatchObject({
      level: 'info',
      error_code: 'VALIDATION_ERROR',
      errors: [{ loc: ['body', 'items', 0, 'name'], type: 'unique' }],
    });
    expect(api.logs.join('')).not.toContain('secret value');
  });

  it.each([
    ['/api/v1/itmes?token=hush', 'No route GET /api/v1/itmes'],
    ['/api/v1/items;sid=hush?size=1', 'No route GET /api/v1/items;…'],
    ['/nowhere/%3Cb%3E', 'No route GET /nowhere/%3Cb%3E'],
    [`/${'a'.repeat(500)}`, `No route GET /${'a'.repeat(199)}…`],
  ])('names the route that there is not: %s', async (path, detail) => {
    const response = await request(url).get(path);
    expect([response.status, response.body.detail]).toEqual([404, detail]);
  });
});

describe('defineError', () => {
  it.each([
    ['CONFLICT', 409, 'another error has this code already'],
    ['orderPaid', 409, 'upper snake case'],
    ['ORDER_SHIPPED', 200, 'a status from 400 to 599'],
  ])('refuses %s with %i', (code, status, message) => {
    expect(() => defineError(code, { status, detail: 'x', when: 'x.' })).toThrow(message);
  });

  it('makes a class whose name the log can show', () => {
    expect(ProbeOrderPaidError.name).toBe('ProbeOrderPaidError');
    expect(new ProbeOrderPaidError({ detail: 'Paid on Monday' })).toMatchObject({
      message: 'Paid on Monday',
    });
  });
});

import { Controller, Module, type OnModuleInit, Post, Req } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { UuidField } from '../../src/platform/dto.js';
import { Operation } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class ProbeReceiptDto {
  @UuidField()
  id!: string;
}

@Controller('probe-pictures')
class ProbePicturesController {
  @Post()
  @Operation({
    id: 'uploadProbePicture',
    summary: 'Upload a picture',
    status: 201,
    answer: ProbeReceiptDto,
    accepts: ['Idempotency-Key'],
  })
  upload(@Req() _request: FastifyRequest): ProbeReceiptDto {
    return { id: randomUUID() };
  }
}

@Module({ controllers: [ProbePicturesController] })
class PicturesModule implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {
    const fastify = host.httpAdapter.getInstance();
    fastify.addContentTypeParser('image/png', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
  }

  onModuleInit(): void {
    this.host.httpAdapter.getInstance().addContentTypeParser('image/gif', (_request, payload, done) => {
      payload.resume().once('end', () => done(null));
    });
  }
}

describe('an upload of a feature with an Idempotency-Key', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [PicturesModule] });
  });

  afterAll(() => api.close());

  const upload = (key: string, type: string, content: string) =>
    api.client
      .with({ 'idempotency-key': key })
      .send('post', '/api/v1/probe-pictures', undefined, (test) => test.type(type).send(content));

  it('is carried out once, and told from another one', async () => {
    const key = randomUUID();
    const first = await upload(key, 'image/png', 'one picture');
    const again = await upload(key, 'image/png', 'one picture');
    const other = await upload(key, 'image/png', 'two picture');
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect([other.status, other.body.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is refused when its content is streamed past the body', async () => {
    const { status, body } = await upload(randomUUID(), 'image/gif', 'a picture');
    expect([status, body.errors[0].loc]).toEqual([422, ['header', 'idempotency-key']]);
  });
});

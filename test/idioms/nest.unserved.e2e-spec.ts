import {
  Controller,
  Cookies,
  Get,
  Headers,
  HostParam,
  Ip,
  Module,
  Next,
  Param,
  Render,
  Req,
  Session,
  SignedCookies,
  type Type,
  UploadedFile,
  UploadedFiles,
} from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import request from 'supertest';
import { Public } from '../../src/platform/http.js';
import { startTestApp } from '../support/test-app.js';

/** A controller with one route, whose parameter is decorated. */
function taking(parameter: ParameterDecorator): Type {
  class ProbeTaking {
    @Get()
    @ApiOkResponse({ type: String })
    find(taken: unknown): string {
      return String(taken);
    }
  }
  parameter(ProbeTaking.prototype, 'find', 0);
  Public()(ProbeTaking);
  Controller('probe-taking')(ProbeTaking);
  return ProbeTaking;
}

/** A controller with one route at a path. */
function at(path: string, options: object = {}): Type {
  class ProbeAt {
    @Get(path)
    @ApiOkResponse({ type: String })
    find(@Param() { '*': rest }: Record<string, string>): string {
      return String(rest);
    }
  }
  Public()(ProbeAt);
  Controller({ path: 'probe-at', ...options })(ProbeAt);
  return ProbeAt;
}

class ProbeView {
  @Get()
  @Render('index')
  @ApiOkResponse({ type: String })
  find(): object {
    return {};
  }
}
Controller('probe-view')(ProbeView);

@Public()
@Controller('probe-served')
class ProbeServed {
  @Get('files/*')
  @ApiOkResponse({ type: String })
  find(
    @Param('*') rest: string,
    @Ip() ip: string,
    @Headers('x-a') header: string,
    @Req() { method }: FastifyRequest,
    @Cookies('b') cookie: string,
  ): string {
    return [rest, ip.length > 0, header, method, cookie].join();
  }
}

@Module({})
class ProbeModule {}

const start = (controller: Type) =>
  startTestApp({}, { modules: [{ module: ProbeModule, controllers: [controller] }] });

describe('what Nest has for routes', () => {
  it.each<[string, Type, RegExp]>([
    ['@Session()', taking(Session()), /^ProbeTaking\.find takes @Session\(\).*@CurrentUser\(\)/],
    ['@UploadedFile()', taking(UploadedFile()), /^ProbeTaking\.find takes @UploadedFile\(\).*JSON/],
    ['@UploadedFile("a")', taking(UploadedFile('a')), /^ProbeTaking\.find takes @UploadedFile\(\)/],
    ['@UploadedFiles()', taking(UploadedFiles()), /^ProbeTaking\.find takes @UploadedFiles\(\).*JSON/],
    ['@HostParam()', taking(HostParam('a')), /^ProbeTaking\.find takes @HostParam\(\).*@Req\(\)/],
    ['@Next()', taking(Next()), /^ProbeTaking\.find takes @Next\(\).*throw/],
    ['@SignedCookies()', taking(SignedCookies('a')), /^ProbeTaking\.find takes @SignedCookies\(\).*@Cookies/],
    ['a host', at('', { host: ':a.example.com' }), /^ProbeAt\.find has a host .*@Req\(\)/],
    ['@Render()', ProbeView, /^ProbeView\.find has a view .*text\/html/],
    [
      'a named wildcard',
      at('wild/*path'),
      /^ProbeAt\.find cannot be GET .*make it .*\/probe-at\/wild\/\*, .*@Param\('\*'\)/,
    ],
    ['a wildcard in the middle', at('ab*cd/e'), /^ProbeAt\.find cannot be GET .*make it .*\/ab\*,/],
  ])('stops the start where it cannot be served: %s', async (_case, controller, message) => {
    const started = await start(controller).catch((error: unknown) => error as Error);
    if (!(started instanceof Error)) {
      await started.close();
    }
    expect(started).toMatchObject({ name: 'StartError', message: expect.stringMatching(message) as string });
  });

  it('is served where it can be', async () => {
    const api = await start(ProbeServed);
    const answer = await request(await api.app.getUrl())
      .get('/api/v1/probe-served/files/c/d')
      .set({ 'x-a': 'e', cookie: 'b=f' });
    await api.close();
    expect([answer.status, answer.text]).toEqual([200, 'c/d,true,e,GET,f']);
  });
});

import { Body, Controller, Module, Post } from '@nestjs/common';
import { ApiCreatedResponse } from '@nestjs/swagger';
import { request as open } from 'node:http';
import { JsonField, TextField } from '../../src/platform/dto.js';
import { Public } from '../../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { blamed, ProbeEchoDto } from './echo.js';

class ProbeNote {
  @TextField()
  name!: string;

  @JsonField({ optional: true })
  data?: unknown;
}

@Public()
@Controller('probe-bodies')
class ProbeBodiesController {
  @Post()
  @ApiCreatedResponse({ type: ProbeEchoDto })
  take(@Body() got: ProbeNote): ProbeEchoDto {
    return { got };
  }

  @Post('none')
  @ApiCreatedResponse({ type: ProbeEchoDto })
  none(): ProbeEchoDto {
    return { got: {} };
  }
}

@Module({ controllers: [ProbeBodiesController] })
class BodiesModule {}

const BOM = '\ufeff';

describe('bodies', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [BodiesModule] });
  });
  afterAll(() => api.close());

  const send = (path: string, body: string, type = 'application/json') =>
    api.anonymous.send('post', `/api/v1/probe-bodies${path}`, undefined, (test) =>
      test.type(type).send(body),
    );

  it('may begin with a byte order mark', async () => {
    expect((await send('', `${BOM}{"name":"x"}`)).body).toEqual({ got: { name: 'x' } });
  });

  it.each(['text/plain', 'application/xml', 'application/json', 'application/x-www-form-urlencoded'])(
    'of no bytes are none, with the type %s too',
    async (type) => {
      const empty = await api.anonymous.send('post', '/api/v1/probe-bodies/none', undefined, (test) =>
        test.set({ 'content-type': type, 'content-length': '0' }),
      );
      expect(empty.status).toBe(201);
    },
  );

  it.each(['text/plain', 'application/json'])('of no bytes are none, chunked as %s too', async (type) => {
    const url = new URL('/api/v1/probe-bodies/none', await api.app.getUrl());
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { 'content-type': type, 'transfer-encoding': 'chunked' };
      open(url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(201);
  });

  it('of another type are refused', async () => {
    expect((await send('', 'name=x', 'application/x-www-form-urlencoded')).status).toBe(415);
    expect((await send('/none', '<a/>', 'application/xml')).status).toBe(415);
  });

  it.each([
    ['[1]', ['body unknown']],
    ['"x"', ['body unknown']],
    ['{"a":1,"b":2}', ['body.a unknown', 'body.b unknown']],
  ])('with content where none is taken are refused: %s', async (body, errors) => {
    const answer = await send('/none', body);
    expect([answer.status, blamed(answer.body)]).toEqual([422, errors]);
  });

  it.each(['12345678901234567890', '1e400', '0.1000000000000000055511151231257827'])(
    'are not stored with %s rounded',
    async (number) => {
      const answer = await send('', `{"name":"x","data":{"a":[${number}]}}`);
      expect([answer.status, blamed(answer.body)]).toEqual([422, ['body.data.a.0 number']]);
    },
  );

  it('keep texts of JSON as they are', async () => {
    expect((await send('', '{"name":" x ","data":" x "}')).body).toEqual({ got: { name: 'x', data: ' x ' } });
  });

  it('that are no JSON are 400, whatever their numbers', async () => {
    expect((await send('', '{"name":12345678901234567890e}')).status).toBe(400);
    expect((await send('', '{"name":-}')).status).toBe(400);
  });
});

import { Controller, Get, Header, Module, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import request, { type Response } from 'supertest';
import { Public } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

class ProbeLooseDto {
  @ApiProperty({ required: false })
  note?: string;
}

class ProbeNodeDto {
  @ApiProperty({ required: false })
  name?: string;

  @ApiProperty({ required: false, type: () => [ProbeNodeDto] })
  nodes?: ProbeNodeDto[];
}

class ProbeStrictDto {
  @ApiProperty()
  name!: string;
}

class ProbePartsDto {
  @ApiProperty({ required: false })
  strict?: ProbeStrictDto;

  @ApiProperty({ required: false, type: [ProbeLooseDto] })
  list?: ProbeLooseDto[];

  @ApiProperty({ selfRequired: false, type: 'object', additionalProperties: { type: 'integer' } })
  scores?: Record<string, number>;
}

class ProbeOuterDto extends ProbePartsDto {
  @ApiProperty()
  id!: number;

  @ApiProperty({ required: false, nullable: true, type: ProbeLooseDto })
  loose?: ProbeLooseDto | null;
}

class ProbeScalarsDto extends ProbePartsDto {
  @ApiProperty({ required: false })
  text?: string;

  @ApiProperty({ required: false, type: 'integer' })
  whole?: number;

  @ApiProperty({ required: false })
  number?: number;

  @ApiProperty({ required: false })
  flag?: boolean;

  @ApiProperty({ required: false, type: [String] })
  texts?: string[];

  @ApiProperty({ required: false, nullable: true, type: String })
  maybe?: string | null;
}

const SCALARS: Record<string, object> = {
  'null text': { text: null },
  'null number': { whole: null },
  'null flag': { flag: null },
  'null in a list': { texts: ['a', null] },
  'null list': { list: null },
  'null in a list of objects': { list: [{}, null] },
  'null object': { strict: null },
  'null value': { scores: { chess: null } },
  'object as text': { text: { a: 1 } },
  'list as text': { text: ['a', 'b'] },
  'method as text': { text: () => 'abc' },
  'fraction as whole number': { whole: 2.5 },
  'empty text as number': { number: '' },
  'list as number': { number: [5] },
  'flag as number': { number: true },
  'text as flag': { flag: 'false' },
  'number as flag': { flag: 1 },
};

const MADE: Record<string, unknown> = {
  text: 'abc',
  number: 5,
  boolean: true,
  list: ['abc'],
  date: new Date(0),
  object: { note: 'x' },
};
const NESTED: Record<string, unknown> = {
  loose: { id: 1, loose: 'abc' },
  null: { id: 1, loose: null },
  strict: { id: 1, strict: 'abc' },
  list: { id: 1, list: [{}, 'abc'] },
  number: { id: 'abc' },
  listed: { id: 1, list: { note: 'x' } },
  scores: { id: 1, scores: ['abc'] },
  well: { id: 1, loose: { note: 'x' }, strict: { name: 'y' }, list: [{ note: 'z' }], scores: { chess: 3 } },
};

@Public()
@Controller('probe-kinds')
class ProbeKindsController {
  @Get('loose/:kind')
  @ApiOkResponse({ type: ProbeLooseDto })
  loose(@Param('kind') kind: string): unknown {
    return MADE[kind];
  }

  @Get('any/:kind')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  any(@Param('kind') kind: string): unknown {
    return MADE[kind];
  }

  @Get('json/:kind')
  @Header('Content-Type', 'application/json')
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  json(@Param('kind') kind: string): unknown {
    return MADE[kind];
  }

  @Get('listed/:kind')
  @ApiOkResponse({ type: [ProbeLooseDto] })
  listed(@Param('kind') kind: string): unknown {
    return MADE[kind];
  }

  @Get('nested/:kind')
  @ApiOkResponse({ type: ProbeOuterDto })
  nested(@Param('kind') kind: string): unknown {
    return NESTED[kind];
  }

  @Get('scalars')
  @ApiOkResponse({ type: ProbeScalarsDto })
  scalars(@Query('of') of: string): object {
    return SCALARS[of]!;
  }

  @Get('written')
  @ApiOkResponse({ type: ProbeScalarsDto })
  written(): object {
    return {
      text: new URL('https://example.com/a'),
      whole: 12n,
      number: '12.50',
      flag: false,
      texts: [5, new Date(0)],
      maybe: null,
      list: undefined,
      scores: { chess: '3' },
    };
  }

  @Get('tree/:leaf')
  @ApiOkResponse({ type: ProbeNodeDto })
  tree(@Param('leaf') leaf: string): object {
    return { name: 'a', nodes: [{ nodes: [leaf === 'text' ? 'abc' : { name: leaf }] }] };
  }

  @Get('time')
  @ApiOkResponse({ schema: { type: 'string', format: 'date-time' } })
  time(): Date {
    return new Date(0);
  }

  @Get('date')
  @ApiOkResponse({ schema: { type: 'string', format: 'date-time' } })
  date(): Promise<Date> {
    return Promise.resolve(new Date(0));
  }

  @Get('day')
  @ApiOkResponse({ schema: { type: 'string', format: 'date' } })
  day(): Date {
    return new Date(0);
  }

  @Get('no-time')
  @ApiOkResponse({ schema: { type: 'string', format: 'date-time' } })
  noTime(): Date {
    return new Date(NaN);
  }

  @Get('times')
  @ApiOkResponse({ schema: { type: 'array', items: { type: 'string', format: 'date-time' } } })
  times(): Date[] {
    return [new Date(0)];
  }
}

@Module({ controllers: [ProbeKindsController] })
class KindsModule {}

describe('an answer of another kind than the documented one', () => {
  let api: TestApp;
  let url: string;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [KindsModule] });
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  const get = (path: string): Promise<Response> =>
    request(url)
      .get(`/api/v1/probe-kinds/${path}`)
      .then((answer) => answer);

  const anObject = ['text', 'number', 'boolean', 'list', 'date'];
  it.each([
    ...['loose', 'any', 'json'].flatMap((route) => anObject.map((kind) => [`${route}/${kind}`, route])),
    ...['text', 'number', 'boolean', 'date', 'object'].map((kind) => [`listed/${kind}`, 'listed']),
  ])('as a whole is 500: %s', async (path, route) => {
    const lines = api.logs.length;
    const answer = await get(path);
    expect([answer.status, answer.body.error_code]).toEqual([500, 'INTERNAL_ERROR']);
    const log = api.logs.slice(lines).join('');
    expect(log).toContain(`ProbeKindsController.${route}, status 200`);
    expect(log).toMatch(/documented/);
  });

  it.each([
    ['nested/loose', 'loose is text, but an object is documented'],
    ['nested/strict', 'strict is text, but an object is documented'],
    ['nested/list', 'list.1 is text, but an object is documented'],
    ['nested/listed', 'list is an object, but a list is documented'],
    ['nested/number', 'id is text, but a number is documented'],
    ['nested/scores', 'scores is a list, but an object is documented'],
    ['tree/text', 'nodes.0.nodes.0 is text, but an object is documented'],
  ])('in a property is 500, and the log names it: %s', async (path, fault) => {
    const lines = api.logs.length;
    expect((await get(path)).status).toBe(500);
    expect(api.logs.slice(lines).join('')).toContain(fault);
  });

  it.each([
    ['null text', 'text is null, which is not documented'],
    ['null number', 'whole is null, which is not documented'],
    ['null flag', 'flag is null, which is not documented'],
    ['null in a list', 'texts.1 is null, which is not documented'],
    ['null list', 'list is null, which is not documented'],
    ['null in a list of objects', 'list.1 is null, which is not documented'],
    ['null object', 'strict is null, which is not documented'],
    ['null value', 'scores.chess is null, which is not documented'],
    ['object as text', 'text is an object, but text is documented'],
    ['list as text', 'text is a list, but text is documented'],
    ['method as text', 'text is a function, but text is documented'],
    ['fraction as whole number', 'whole is a number, but a whole number is documented'],
    ['empty text as number', 'number is text, but a number is documented'],
    ['list as number', 'number is a list, but a number is documented'],
    ['flag as number', 'number is a boolean, but a number is documented'],
    ['text as flag', 'flag is text, but true or false is documented'],
    ['number as flag', 'flag is a number, but true or false is documented'],
  ])('is not sent as something else: %s', async (of, fault) => {
    const lines = api.logs.length;
    expect((await get(`scalars?of=${encodeURIComponent(of)}`)).status).toBe(500);
    expect(api.logs.slice(lines).join('')).toContain(fault);
  });

  it('is told from one that has such a text or number', async () => {
    expect((await get('written')).body).toEqual({
      text: 'https://example.com/a',
      whole: 12,
      number: 12.5,
      flag: false,
      texts: ['5', '1970-01-01T00:00:00.000Z'],
      maybe: null,
      scores: { chess: 3 },
    });
  });

  it.each([
    ['loose/object', MADE.object],
    ['any/object', MADE.object],
    ['nested/well', NESTED.well],
    ['nested/null', NESTED.null],
    ['tree/b', { name: 'a', nodes: [{ nodes: [{ name: 'b' }] }] }],
    ['times', ['1970-01-01T00:00:00.000Z']],
  ])('is told from one that fits: %s', async (path, body) => {
    const answer = await get(path);
    expect([answer.status, answer.body]).toEqual([200, body]);
  });

  it.each([
    ['time', '1970-01-01T00:00:00.000Z'],
    ['date', '1970-01-01T00:00:00.000Z'],
    ['day', '1970-01-01'],
  ])('that is a time is the documented text: %s', async (path, text) => {
    const answer = await get(path);
    expect([answer.status, answer.text]).toEqual([200, text]);
    expect(answer.headers['content-type']).toMatch(/^text\/plain/);
  });

  it('that is no time is 500, and the log names the route', async () => {
    const lines = api.logs.length;
    expect((await get('no-time')).status).toBe(500);
    expect(api.logs.slice(lines).join('')).toContain('ProbeKindsController.noTime, status 200');
  });
});

import {
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Module,
  Post,
  Redirect,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiExcludeController,
  ApiExcludeEndpoint,
  ApiExtraModels,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiProduces,
  ApiProperty,
  ApiResponse,
  getSchemaPath,
  OmitType,
  PickType,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Readable } from 'node:stream';
import request, { type Response } from 'supertest';
import { Embeds, EmbedsMany, JsonField } from '../../src/platform/dto.js';
import { Operation, Public } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

enum Colour {
  Red = 'red',
}

class ProbeTownDto {
  @ApiProperty()
  name!: string;
}

class ProbePersonDto {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: ProbeTownDto })
  town!: ProbeTownDto;

  @ApiProperty({ type: [ProbeTownDto] })
  towns!: ProbeTownDto[];

  @ApiProperty({ enum: Colour, enumName: 'Colour' })
  colour!: Colour;

  @ApiProperty()
  born_at!: Date;

  @ApiProperty({ required: false })
  nickname?: string;

  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  scores!: Record<string, number>;
}

class ProbeShortPersonDto extends PickType(ProbePersonDto, ['name', 'town']) {}
class ProbeLongPersonDto extends OmitType(ProbePersonDto, ['scores']) {}

class ProbeCatDto {
  @ApiProperty({ enum: ['cat'] })
  kind!: 'cat';

  @ApiProperty()
  lives!: number;
}

class ProbeDogDto {
  @ApiProperty({ enum: ['dog'] })
  kind!: 'dog';
}

/** All ways to say "or null" next to something that may be of several kinds. */
class ProbeShelfDto {
  @JsonField({ nullable: true })
  note!: unknown;

  @ApiProperty({ type: ProbeTownDto, nullable: true })
  town!: ProbeTownDto | null;

  @ApiProperty({
    oneOf: [{ $ref: getSchemaPath(ProbeCatDto) }, { $ref: getSchemaPath(ProbeDogDto) }],
    nullable: true,
  })
  pet!: object | null;

  @Embeds(() => ProbeTownDto)
  other_town?: ProbeTownDto | null;
}

class ProbeRoomDto {
  @Embeds(() => ProbeShelfDto)
  shelf?: ProbeShelfDto | null;

  @EmbedsMany(() => ProbeShelfDto)
  shelves?: ProbeShelfDto[];
}

class ProbeNumbersDto {
  @ApiProperty()
  number!: number;

  @ApiProperty({ type: [Number] })
  numbers!: number[];

  @ApiProperty()
  at!: Date;
}

const EMPTY_SHELF = { note: null, town: null, pet: null, other_town: null };
const FULL_SHELF = {
  note: { a: [1, null] },
  town: { name: 'Bath' },
  pet: { kind: 'dog' },
  other_town: { name: 'Ayr' },
};

/** A row with all that nobody must see. */
const PERSON = {
  name: 'Sam',
  town: { name: 'Bath', secret: 'x' },
  towns: [{ name: 'Bath', secret: 'x' }],
  colour: Colour.Red,
  born_at: new Date(0),
  scores: { chess: 3 },
  secret: 'x',
};
const { secret: _secret, ...SHOWN } = {
  ...PERSON,
  town: { name: 'Bath' },
  towns: [{ name: 'Bath' }],
  born_at: '1970-01-01T00:00:00.000Z',
};

@Public()
@Controller('probe-people')
class ProbePeopleController {
  @Get('shown')
  @ApiOkResponse({ type: ProbePersonDto })
  shown(): object {
    return PERSON;
  }

  @Get('short')
  @ApiOkResponse({ type: ProbeShortPersonDto })
  short(): object {
    return PERSON;
  }

  @Get('long')
  @ApiOkResponse({ type: ProbeLongPersonDto, isArray: true })
  long(): object[] {
    return [PERSON];
  }

  @Get('pets')
  @ApiExtraModels(ProbeCatDto, ProbeDogDto)
  @ApiOkResponse({
    schema: {
      type: 'array',
      items: { oneOf: [{ $ref: getSchemaPath(ProbeCatDto) }, { $ref: getSchemaPath(ProbeDogDto) }] },
    },
  })
  pets(): object[] {
    return [
      { kind: 'cat', lives: 7, secret: 'x' },
      { kind: 'dog', secret: 'x' },
    ];
  }

  @Get('nothing')
  @Operation({ id: 'nothing', summary: 'Answers nothing' })
  nothing(): object {
    return PERSON;
  }

  @Get('nothing-as-text')
  @Operation({ id: 'nothingAsText', summary: 'Answers nothing' })
  nothingAsText(): string {
    return JSON.stringify(PERSON);
  }

  @Get('no-content')
  @HttpCode(204)
  noContent(): object {
    return PERSON;
  }

  @Get('no-content-either')
  @HttpCode(204)
  @ApiNoContentResponse()
  noContentEither(): object {
    return PERSON;
  }

  @Get('hidden')
  @ApiExcludeEndpoint()
  @ApiOkResponse({ type: ProbeTownDto })
  hidden(): object {
    return PERSON;
  }

  @Get('files/*')
  @ApiOkResponse({ type: ProbeTownDto })
  wildcard(): object {
    return PERSON;
  }

  @Post('created')
  @ApiCreatedResponse({ type: ProbeTownDto })
  created(): object {
    return PERSON;
  }

  @Get('other-status')
  @ApiOkResponse({ type: ProbeTownDto })
  otherStatus(@Res({ passthrough: true }) reply: FastifyReply): object {
    void reply.status(203);
    return PERSON;
  }

  @Get('room')
  @ApiExtraModels(ProbeCatDto, ProbeDogDto)
  @ApiOkResponse({ type: ProbeRoomDto })
  room(): object {
    return { shelf: FULL_SHELF, shelves: [EMPTY_SHELF, FULL_SHELF] };
  }

  @Get('numbers')
  @ApiOkResponse({ type: ProbeNumbersDto, isArray: true })
  numbers(): object[] {
    return [NaN, Infinity, -Infinity, 12.5].map((number) => ({
      number,
      numbers: [number],
      at: new Date(0),
      secret: 'x',
    }));
  }

  @Get('room-without')
  @ApiOkResponse({ type: ProbeRoomDto })
  roomWithout(): object {
    return { shelf: null, shelves: [] };
  }

  @Get('second-status')
  @ApiOkResponse({ type: ProbePersonDto })
  @ApiResponse({ status: 202, type: ProbeTownDto })
  secondStatus(@Res({ passthrough: true }) reply: FastifyReply): object {
    void reply.status(202);
    return PERSON;
  }

  @Get('any-status')
  @ApiResponse({ status: '2XX', type: ProbeTownDto })
  anyStatus(@Res({ passthrough: true }) reply: FastifyReply): object {
    void reply.status(203);
    return PERSON;
  }

  @Get('by-hand')
  @ApiOkResponse({ type: ProbeTownDto })
  byHand(@Res() reply: FastifyReply): void {
    void reply.send(PERSON);
  }

  @Get('lacking')
  @ApiOkResponse({ type: ProbePersonDto })
  lacking(): object {
    return { ...PERSON, colour: undefined };
  }

  @Get('undefined')
  @ApiOkResponse({ type: ProbeTownDto })
  undefined(): undefined {
    return undefined;
  }

  @Get('null')
  @ApiOkResponse({ schema: { type: 'object', nullable: true, properties: { name: { type: 'string' } } } })
  null(): null {
    return null;
  }

  @Get('text-for-json')
  @ApiOkResponse({ type: ProbeTownDto })
  textForJson(): string {
    return JSON.stringify(PERSON);
  }

  @Get('hello')
  @ApiOkResponse({ type: String })
  hello(): string {
    return 'Hello World!';
  }

  @Get('number')
  @ApiOkResponse({ type: Number })
  number(): number {
    return 42;
  }

  @Get('csv')
  @Header('Content-Type', 'text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  csv(): string {
    return 'name\nSam\n';
  }

  @Get('csv-untyped')
  @ApiProduces('text/csv')
  @ApiOkResponse({ type: String })
  csvUntyped(): string {
    return 'name\nSam\n';
  }

  @Get('pdf')
  @Header('Content-Type', 'application/pdf')
  @ApiProduces('application/pdf')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  pdf(): StreamableFile {
    return new StreamableFile(Readable.from(['%PDF']));
  }

  @Get('buffer')
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  buffer(): Buffer {
    return Buffer.from('png');
  }

  @Get('stream-for-json')
  @ApiOkResponse({ type: ProbeTownDto })
  streamForJson(): StreamableFile {
    return new StreamableFile(Buffer.from(JSON.stringify(PERSON)));
  }

  @Get('wrong-type')
  @ApiProduces('text/csv')
  @ApiOkResponse({ type: String })
  wrongType(@Res({ passthrough: true }) reply: FastifyReply, @Headers('x-type') type: string): string {
    void reply.type(type);
    return 'name\n';
  }

  @Get('moved')
  @Redirect('/api/v1/probe-people/shown')
  moved(): void {
    return undefined;
  }
}

@Public()
@ApiExcludeController()
@Controller('probe-secret-people')
class ProbeSecretPeopleController {
  @Get()
  @ApiOkResponse({ type: ProbeCatDto })
  get(): object {
    return { kind: 'cat', lives: 9, secret: 'x' };
  }
}

/** What is said above the class holds for its methods. */
@Public()
@ApiOkResponse({ type: ProbeTownDto })
@Controller('probe-towns')
class ProbeTownsController {
  @Get()
  get(): object {
    return PERSON;
  }

  @Get('long')
  @ApiOkResponse({ type: ProbeShortPersonDto })
  long(): object {
    return PERSON;
  }
}

@Module({ controllers: [ProbePeopleController, ProbeSecretPeopleController, ProbeTownsController] })
class PeopleModule {}

describe('an answer', () => {
  let api: TestApp;
  let url: string;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [PeopleModule] });
    url = await api.app.getUrl();
  });
  afterAll(() => api.close());

  const get = (path: string): Promise<Response> =>
    request(url)
      .get(`/api/v1/${path}`)
      .then((answer) => answer);

  it.each([
    ['shown', 200, SHOWN],
    ['short', 200, { name: 'Sam', town: { name: 'Bath' } }],
    ['pets', 200, [{ kind: 'cat', lives: 7 }, { kind: 'dog' }]],
    ['room', 200, { shelf: FULL_SHELF, shelves: [EMPTY_SHELF, FULL_SHELF] }],
    [
      'numbers',
      200,
      [null, null, null, 12.5].map((number) => ({
        number,
        numbers: [number],
        at: '1970-01-01T00:00:00.000Z',
      })),
    ],
    ['room-without', 200, { shelf: null, shelves: [] }],
    ['hidden', 200, { name: 'Sam' }],
    ['files/a/b', 200, { name: 'Sam' }],
    ['second-status', 202, { name: 'Sam' }],
    ['any-status', 203, { name: 'Sam' }],
    ['by-hand', 200, { name: 'Sam' }],
    ['null', 200, null],
    ['number', 200, 42],
  ])('of %s is what its schema says', async (path, status, body) => {
    const answer = await get(`probe-people/${path}`);
    expect([answer.status, answer.body]).toEqual([status, body]);
  });

  it('of an excluded controller is what its schema says, and neither is in the document', async () => {
    expect((await get('probe-secret-people')).body).toEqual({ kind: 'cat', lives: 9 });
    const document = (await request(url).get('/docs-json')).text;
    expect(document).not.toContain('probe-secret-people');
    expect(document).not.toContain('probe-people/hidden');
    expect(document).not.toContain('x-route');
  });

  it('is what is said above the class, where the method says nothing else', async () => {
    expect((await get('probe-towns')).body).toEqual({ name: 'Sam' });
    expect((await get('probe-towns/long')).body).toEqual({ name: 'Sam', town: { name: 'Bath' } });
  });

  it('of a list of a mapped type is what its schema says', async () => {
    const { scores: _scores, ...long } = SHOWN;
    expect((await get('probe-people/long')).body).toEqual([long]);
  });

  it('of a POST is what is documented for 201', async () => {
    const { status, body } = await request(url).post('/api/v1/probe-people/created');
    expect([status, body]).toEqual([201, { name: 'Sam' }]);
  });

  it.each([
    ['nothing', 200],
    ['nothing-as-text', 200],
    ['no-content', 204],
    ['no-content-either', 204],
  ])('of %s has no body, whatever its method returns', async (path, status) => {
    const answer = await get(`probe-people/${path}`);
    expect([answer.status, answer.text]).toEqual([status, '']);
  });

  it.each([
    ['other-status', 'ProbePeopleController.otherStatus', 'status 2xx'],
    ['lacking', 'ProbePeopleController.lacking', '"colour" is required'],
    ['undefined', 'ProbePeopleController.undefined', 'returned nothing'],
    ['text-for-json', 'ProbePeopleController.textForJson', 'only JSON is documented'],
    ['stream-for-json', 'ProbePeopleController.streamForJson', 'only JSON is documented'],
  ])('of %s that is not as documented is 500, and the log says why', async (path, handler, fault) => {
    const lines = api.logs.length;
    const answer = await get(`probe-people/${path}`);
    expect([answer.status, answer.body.error_code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(answer.text).not.toContain('Sam');
    const log = api.logs.slice(lines).join('');
    expect(log).toContain(handler);
    expect(log).toContain(fault.replaceAll('"', '\\"'));
  });

  it.each([
    ['hello', /^text\/plain/, 'Hello World!'],
    ['csv', /^text\/csv/, 'name\nSam\n'],
    ['csv-untyped', /^text\/csv/, 'name\nSam\n'],
  ])('of %s is text of the documented type', async (path, type, text) => {
    const answer = await get(`probe-people/${path}`);
    expect([answer.status, answer.text]).toEqual([200, text]);
    expect(answer.headers['content-type']).toMatch(type);
  });

  it('is documented as the text that Nest sends', async () => {
    const { paths } = (await request(url).get('/docs-json')).body;
    expect(paths['/api/v1/probe-people/hello'].get.responses['200'].content).toEqual({
      'text/plain': { schema: { type: 'string' } },
    });
  });

  it.each([
    ['pdf', 'application/pdf', '%PDF'],
    ['buffer', 'image/png', 'png'],
  ])('of %s is a file of the documented type', async (path, type, content) => {
    const answer = await request(url)
      .get(`/api/v1/probe-people/${path}`)
      .buffer(true)
      .parse((response, done) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => done(null, Buffer.concat(chunks).toString()));
      });
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([200, type, content]);
  });

  it('of another type than the documented one is 500', async () => {
    const wrong = (type: string) => request(url).get('/api/v1/probe-people/wrong-type').set('x-type', type);
    expect((await wrong('text/html')).status).toBe(500);
    expect((await wrong('text/csv; charset=utf-8')).status).toBe(200);
  });

  it('may lead elsewhere', async () => {
    const answer = await get('probe-people/moved');
    expect([answer.status, answer.headers.location]).toEqual([302, '/api/v1/probe-people/shown']);
  });
});

import { Controller, Get, Injectable, Module } from '@nestjs/common';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { Public } from '../src/platform/http/access/access.js';
import { startTestApp, type TestApp } from './support/test-app.js';

@Injectable()
class Clock {
  hour(): number {
    return new Date().getUTCHours();
  }
}

class ProbeHourDto {
  @ApiProperty({ type: 'integer' })
  hour!: number;
}

@Controller('probe-hours')
class ProbeHoursController {
  constructor(private readonly clock: Clock) {}

  @Get()
  @Public()
  @ApiOkResponse({ type: ProbeHourDto })
  get(): ProbeHourDto {
    return { hour: this.clock.hour() };
  }
}

@Module({ controllers: [ProbeHoursController], providers: [Clock] })
class HoursModule {}

describe('the application under test', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp(
      {},
      {
        modules: [HoursModule],
        override: (builder) => builder.overrideProvider(Clock).useValue({ hour: () => 25 }),
      },
    );
  });
  afterAll(() => api.close());

  it('has the modules of the test, with the providers that the test put in', async () => {
    const answer = await api.anonymous.get('/api/v1/probe-hours');
    expect(answer.body).toEqual({ hour: 25 });
  });

  it('still is the whole application', async () => {
    expect((await api.client.get('/api/v1/users/me')).status).toBe(200);
    expect((await api.client.get('/api/v1/nothing')).body.error_code).toBe('NOT_FOUND');
  });
});

import {
  type CanActivate,
  Controller,
  createParamDecorator,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiOkResponse, ApiProperty } from '@nestjs/swagger';
import { type Caller, Errors, Public } from '../../src/platform/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** As in Nest's documentation, "Guards" and "Custom route decorators". */
const Roles = Reflector.createDecorator<string[]>();

interface Asked {
  user?: Caller;
}

@Injectable()
class ProbeRolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const roles = this.reflector.get(Roles, context.getHandler());
    const { user } = context.switchToHttp().getRequest<Asked>();
    return roles.includes(user!.role);
  }
}

const User = createParamDecorator((name: keyof Caller, context: ExecutionContext) => {
  return context.switchToHttp().getRequest<Asked>().user?.[name];
});

class ProbeNameDto {
  @ApiProperty({ type: 'string', nullable: true })
  email!: string | null;
}

@Controller('probe-request-user')
class ProbeRequestUserController {
  @Get()
  @Roles(['admin'])
  @UseGuards(ProbeRolesGuard)
  @Errors('FORBIDDEN')
  @ApiOkResponse({ type: ProbeNameDto })
  find(@User('email') email: string): ProbeNameDto {
    return { email };
  }

  @Public()
  @Get('public')
  @ApiOkResponse({ type: ProbeNameDto })
  findPublic(@User('email') email?: string): ProbeNameDto {
    return { email: email ?? null };
  }
}

@Module({ controllers: [ProbeRequestUserController], providers: [ProbeRolesGuard] })
class ProbeModule {}

describe('the user of a request, where Nest’s documentation looks for it', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [ProbeModule] });
  });
  afterAll(() => api.close());

  it('is there for guards and decorators', async () => {
    const { client, email } = await api.signUp({ role: 'admin' });
    const path = '/api/v1/probe-request-user';
    const answers = await Promise.all([
      client.get(path),
      api.client.get(path),
      client.get(`${path}/public`),
      api.anonymous.get(`${path}/public`),
    ]);
    expect(answers.map(({ status, body }) => [status, body.email])).toEqual([
      [200, email],
      [403, undefined],
      [200, email],
      [200, null],
    ]);
  });
});

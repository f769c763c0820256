import type { Type } from '@nestjs/common';
import { HOST_METADATA, RENDER_METADATA, VERSION_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { StartError } from '../../errors/start-error.js';
import type { Route } from './adopt-routes.js';
import { argumentsOf } from './route-arguments.js';

const FILES = 'this server takes JSON alone, and no files: let clients send them to a store of files';
const HOSTS = 'Fastify has no routes by host: read the host from @Req()';

/** Parameters that Nest would leave undefined, or that would break each request, and what to do instead. */
const PARAMETERS = new Map<RouteParamtypes | undefined, [decorator: string, reason: string]>([
  [RouteParamtypes.NEXT, ['@Next()', 'Fastify has no next(): throw, or return the answer']],
  [
    RouteParamtypes.SESSION,
    [
      '@Session()',
      'sessions are bearer tokens: take @CurrentUser(); what a plugin puts on the request is for createParamDecorator()',
    ],
  ],
  [RouteParamtypes.FILE, ['@UploadedFile()', FILES]],
  [RouteParamtypes.FILES, ['@UploadedFiles()', FILES]],
  [RouteParamtypes.HOST, ['@HostParam()', HOSTS]],
  [
    RouteParamtypes.SIGNED_COOKIES,
    ['@SignedCookies()', 'no secret signs cookies here: take @Cookies(), and check the signature'],
  ],
]);

/** What else Nest has for routes, and nothing reads here. */
const FEATURES: readonly [metadata: string, feature: string, reason: string][] = [
  // The prefix of all routes is the version.
  [
    VERSION_METADATA,
    'a version (@Version(), or that of @Controller())',
    'nothing would read it: write it into the path',
  ],
  [HOST_METADATA, 'a host (that of @Controller())', HOSTS],
  [
    RENDER_METADATA,
    'a view (@Render())',
    'there is no engine for views: return the HTML, documented as text/html',
  ],
];

/**
 * Refuses what Nest offers for routes, but this server cannot serve.
 *
 * @throws StartError that names the method and says what to write instead
 */
export function refuseUnserved({ controller, name, method }: Route): void {
  const route = `${controller.name}.${name}`;
  for (const { source } of argumentsOf(controller, name)) {
    const unserved = PARAMETERS.get(source);
    if (unserved) {
      throw new StartError(`${route} takes ${unserved[0]}, but ${unserved[1]}.`);
    }
  }
  for (const [metadata, feature, reason] of FEATURES) {
    if (said(metadata, method, controller)) {
      throw new StartError(`${route} has ${feature}, but ${reason}.`);
    }
  }
}

function said(metadata: string, method: Route['method'], controller: Type): boolean {
  return [method, controller].some((on) => Reflect.getMetadata(metadata, on) !== undefined);
}

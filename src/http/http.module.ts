import { Global, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { ErrorResponder } from './errors/error-responder.js';
import { AllowedMethods } from './server/allowed-methods.js';

/** What lies between socket and controllers. */
@Global()
@Module({
  providers: [AllowedMethods, ErrorResponder, { provide: APP_FILTER, useExisting: ErrorResponder }],
  exports: [AllowedMethods, ErrorResponder],
})
export class HttpModule {}

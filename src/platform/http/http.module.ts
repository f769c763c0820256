import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { ErrorResponder } from './errors/error-responder.js';
import { PendingMigrations } from './errors/pending-migrations.js';
import { Overload } from './overload/overload.js';
import { AllowedMethods } from './server/allowed-methods.js';
import { Drain } from './server/drain.js';
import { ConstraintContainer } from './validation/constraint-container.js';
import { DtoPipe } from './validation/dto.pipe.js';

/** What lies between socket and controllers. */
@Global()
@Module({
  providers: [
    AllowedMethods,
    Drain,
    Overload,
    PendingMigrations,
    ErrorResponder,
    { provide: APP_FILTER, useExisting: ErrorResponder },
    ConstraintContainer,
    { provide: APP_PIPE, useClass: DtoPipe },
  ],
  exports: [AllowedMethods, Drain, Overload, ErrorResponder],
})
export class HttpModule {}

import { type DynamicModule, Module } from '@nestjs/common';
import { Workers } from './workers.js';

/** Gives every module the {@link Workers} of this process. */
@Module({})
export class WorkersModule {
  static forRoot(workers: Workers): DynamicModule {
    return {
      module: WorkersModule,
      global: true,
      providers: [{ provide: Workers, useValue: workers }],
      exports: [Workers],
    };
  }
}

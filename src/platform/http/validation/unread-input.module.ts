import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { UnreadInputGuard } from './unread-input.guard.js';

/** Import it after every module with a guard: who may not come in is told nothing about the request's fields. */
@Module({ providers: [{ provide: APP_GUARD, useClass: UnreadInputGuard }] })
export class UnreadInputModule {}

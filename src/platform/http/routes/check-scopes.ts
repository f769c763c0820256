import type { INestApplication } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { BaseRepository } from '../../core/repository/base.repository.js';
import { BaseService } from '../../core/service/base.service.js';
import { StartError } from '../../errors/start-error.js';

/**
 * Refuses services and repositories of entities of which Nest would make several: which of them a rule, a part or
 * `em.getRepository()` finds would be up to chance.
 *
 * @throws StartError that names the class, and says where to get what belongs to a request
 */
export function checkScopes(app: INestApplication): void {
  for (const { providers } of app.get(ModulesContainer).values()) {
    for (const provider of providers.values()) {
      const prototype: unknown = provider.metatype?.prototype;
      const isOfEntity = prototype instanceof BaseService || prototype instanceof BaseRepository;
      if (isOfEntity && (provider.isTransient || !provider.isDependencyTreeStatic())) {
        throw new StartError(
          `${provider.name} is made anew for ${provider.isTransient ? 'everybody who needs it' : 'each request'}, by its own scope or by that ` +
            'of something which it is constructed with. But there is one service and one repository of an entity. Who asks, it knows by ' +
            'currentUser() of platform/service.js; what else belongs to a request is for the controller, which passes it on.',
        );
      }
    }
  }
}

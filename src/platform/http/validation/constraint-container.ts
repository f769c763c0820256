import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { useContainer } from 'class-validator';

type Class = new (...args: never[]) => object;

/** Where class-validator takes its constraint classes from: the providers of the application, so that they can inject others. */
@Injectable()
export class ConstraintContainer {
  readonly #instances = new WeakMap<Class, object>();

  constructor(private readonly modules: ModuleRef) {
    useContainer(this);
  }

  /** The provider of a class if it is one, else an instance that is made once. */
  get(constraint: Class): object {
    let instance = this.#instances.get(constraint);
    if (!instance) {
      instance = this.#provided(constraint) ?? this.#made(constraint);
      this.#instances.set(constraint, instance);
    }
    return instance;
  }

  #provided(constraint: Class): object | undefined {
    try {
      return this.modules.get<object>(constraint, { strict: false });
    } catch {
      return undefined;
    }
  }

  #made(constraint: Class): object {
    if (constraint.length > 0) {
      throw new Error(`${constraint.name} has others injected: add it to the providers of a module`);
    }
    return new constraint();
  }
}

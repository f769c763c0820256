import { SchematicsException } from '@angular-devkit/schematics';

/** A request that cannot be met; the message says what to do instead. Nothing is written. */
export class ResourceError extends SchematicsException {}

import { AppError, type AppErrorOptions } from './app-error.js';
import { ERROR_CODES, type ErrorDefinition } from './error-codes.js';

/** The class of an error that a feature has defined. */
export interface DefinedError {
  new (options?: AppErrorOptions): AppError;
  /** Its `error_code`. */
  readonly code: string;
}

const defined = new Map<string, ErrorDefinition>();

/**
 * Defines an error of a feature with a code of its own, in a file of the feature:
 *
 *     export const InvoicePaidError = defineError('INVOICE_PAID', {
 *       status: 409,
 *       detail: 'A paid invoice cannot be changed',
 *       when: 'The invoice is paid.',
 *     });
 *
 * A service throws it (`throw new InvoicePaidError()`), a route names it among its errors. The code is then in the
 * OpenAPI document, and in docs/errors.md after `npm run docs:errors`.
 *
 * @param code upper snake case; no other error may have it
 * @throws Error if the code or the status is none, or the code is taken
 */
export function defineError(code: string, definition: ErrorDefinition): DefinedError {
  refuseUnfit(code, definition);
  defined.set(code, definition);
  const kind = { code, ...definition };
  const OwnError = class extends AppError {
    static readonly code = code;

    constructor(options?: AppErrorOptions) {
      super(kind, options);
    }
  };
  return Object.defineProperty(OwnError, 'name', { value: classNameOf(code) });
}

/** Every error that has a name in this application: those of the table and those that features have defined. */
export function knownErrors(): ReadonlyMap<string, ErrorDefinition> {
  return new Map<string, ErrorDefinition>([...Object.entries(ERROR_CODES), ...defined]);
}

function refuseUnfit(code: string, { status }: ErrorDefinition): void {
  if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code)) {
    throw new Error(`defineError('${code}'): write the code in upper snake case, such as INVOICE_PAID`);
  }
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    throw new Error(`defineError('${code}'): give it a status from 400 to 599`);
  }
  if (knownErrors().has(code)) {
    throw new Error(`defineError('${code}'): another error has this code already; take another name`);
  }
}

/** `INVOICE_PAID` → `InvoicePaidError`, as logs name it. */
function classNameOf(code: string): string {
  return `${code.toLowerCase().replace(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase())}Error`;
}

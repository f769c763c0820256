/** A class whose instances describe a JSON object. */
export type Dto<T extends object = object> = new () => T;

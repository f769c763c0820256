/** Where class-transformer keeps its metadata; it has types for the file, but not beside it. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}

import type { FastifyInstance } from 'fastify';

/** Smaller answers (bytes) gain nothing. */
const THRESHOLD = 1_024;

/**
 * Compresses answers whose clients ask for it. An `ETag` stays strong and the same: it stands for the version of a row,
 * which `If-Match` is about, and not for the bytes on their way.
 */
export async function compressAnswers(fastify: FastifyInstance): Promise<void> {
  // Loaded only where it is used: the start shall not wait for it.
  const { default: compress } = await import('@fastify/compress');
  await fastify.register(compress, {
    threshold: THRESHOLD,
    encodings: ['br', 'gzip'],
    globalDecompression: false,
  });
}

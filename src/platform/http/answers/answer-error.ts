/** A route tried to answer something else than it documents. The client gets 500, the log this message. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

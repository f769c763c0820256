/** What one end may be asked, by name; what it gives, or resolves to, is the answer. */
export type Answers = Record<string, (...given: never[]) => unknown>;

/** What goes over a line. Several go together, so that a busy process pays for few messages. */
type Word =
  | { kind: 'question'; id: number; name: string; given: unknown[] }
  | { kind: 'answer'; id: number; value?: unknown; problem?: string };

/** A message of ours; Node and packages send their own over the same channel. */
interface Message {
  strata: Word[];
}

/** A question that waits for its answer. */
interface Waiting {
  resolve: (value: never) => void;
  reject: (reason: Error) => void;
}

/** One end of the line between the first process and one of its workers: each can ask the other. */
export class Line {
  readonly #waiting = new Map<number, Waiting>();
  #answers: Answers = {};
  #outgoing: Word[] = [];
  #lastId = 0;
  #cut = false;

  /** @param send gives a message to the channel between the processes */
  constructor(private readonly send: (message: object) => void) {}

  /** From now on these questions can be asked from the other end. */
  answer(answers: Answers): void {
    this.#answers = { ...this.#answers, ...answers };
  }

  /** @throws Error if the other end knows no answer, failed to give it, or has gone */
  ask<T>(name: string, ...given: unknown[]): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#cut) {
        reject(gone());
        return;
      }
      const id = ++this.#lastId;
      this.#waiting.set(id, { resolve, reject });
      this.#say({ kind: 'question', id, name, given });
    });
  }

  /** Takes a message of the channel; those of others do not matter. */
  receive(message: unknown): void {
    if (isMessage(message)) {
      for (const word of message.strata) this.#hear(word);
    }
  }

  /** The other end has gone: nothing is answered any more. */
  cut(): void {
    this.#cut = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }

  #say(word: Word): void {
    if (this.#outgoing.push(word) === 1) {
      setImmediate(() => {
        const words = this.#outgoing;
        this.#outgoing = [];
        if (!this.#cut) this.send({ strata: words } satisfies Message);
      });
    }
  }

  #hear(word: Word): void {
    if (word.kind === 'question') {
      void this.#reply(word.id, word.name, word.given);
      return;
    }
    const waiting = this.#waiting.get(word.id);
    this.#waiting.delete(word.id);
    if (word.problem === undefined) {
      waiting?.resolve(word.value as never);
    } else {
      waiting?.reject(new Error(word.problem));
    }
  }

  async #reply(id: number, name: string, given: unknown[]): Promise<void> {
    try {
      const answer = this.#answers[name];
      if (!answer) {
        throw new Error(`Nobody answers "${name}"`);
      }
      this.#say({ kind: 'answer', id, value: await answer(...(given as never[])) });
    } catch (error) {
      this.#say({ kind: 'answer', id, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

function isMessage(message: unknown): message is Message {
  return (
    typeof message === 'object' && message !== null && Array.isArray((message as Partial<Message>).strata)
  );
}

function gone(): Error {
  return new Error('The other process has gone');
}

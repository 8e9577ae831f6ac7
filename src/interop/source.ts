/**
 * A channel that is fed from outside of the Go wing: by a stream, an async iterable, an emitter of events.
 *
 * A channel carries no error and its receiver cannot stop its sender. So who makes such a channel gets a
 * Source: the channel, a promise that tells how it ended, and a way to stop it.
 *
 * Invariants:
 * - A source ends once: by itself, by an error, or by being stopped. Then its channel is closed; what the
 *   buffer holds can still be received.
 * - An error is not swallowed: `done` rejects with it, and a `done` that nobody looks at is an unhandled
 *   rejection, as a panic would be.
 * - What has ended listens to nothing.
 */

import { chan } from "../csp/chan.ts";
import { type Chan, type RecvChan } from "../csp/directions.ts";
import { go } from "../csp/go.ts";
import { type Cancel, type CancelSignal, signalOf } from "../runtime/cancel.ts";

/** A channel that is fed from outside, and what belongs to it. `using` stops it at the end of the block. */
export interface Source<T> extends Disposable {
  /** Where the values are; closed when the source has ended. */
  readonly channel: RecvChan<T>;
  /** Resolves when the source has ended or was stopped; rejects with the error that ended it. */
  readonly done: Promise<void>;
  /**
   * Ends the source from the receiver's side. Where it has ended it does nothing.
   *
   * @param reason is told to whom it is fed by, where that wants one.
   */
  stop(reason?: unknown): void;
}

/** What every kind of source can be told. */
export interface SourceOptions {
  /** How many values the channel holds at most; 0 if left out. */
  readonly capacity?: number;
  /** Stops the source, with the signal's reason. */
  readonly cancel?: Cancel;
}

/** What feeds a source, as far as the source lets go of it. */
export interface Origin {
  /** Called when the source ends, however it does. */
  leave?(): void;
  /** Called when the source is stopped; what it throws, or rejects with, ends the source. */
  stop?(reason: unknown): unknown;
}

/** A source, for those who feed it. */
export class Feed<T, O extends Origin = Origin> implements Source<T> {
  readonly #channel: Chan<T>;
  readonly done: Promise<void>;
  readonly origin: O;
  readonly #cancel: CancelSignal | undefined;
  readonly #onCancel = (): void => this.stop(this.#cancel?.reason);
  #ended = false;
  #resolve: () => void = () => {};
  #reject: (error: unknown) => void = () => {};

  /** `begin` gives what feeds it; it is called once nothing else can be refused. */
  constructor({ capacity = 0, cancel }: SourceOptions, begin: (feed: Feed<T, O>) => O) {
    this.#channel = chan<T>(capacity);
    this.done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#cancel = cancel && signalOf(cancel);
    this.origin = begin(this);
    // Some emitters emit as soon as they are listened to, and may have ended it.
    if (this.#ended) this.origin.leave?.();
    else if (this.#cancel?.aborted) this.#onCancel();
    else this.#cancel?.addEventListener("abort", this.#onCancel);
  }

  get channel(): Chan<T> {
    return this.#channel;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Waits until the channel has taken `value`, or the source has ended, which closes it, without that. */
  async send(value: T): Promise<void> {
    try {
      await this.#channel.send(value);
    } catch (error) {
      if (!this.#ended) throw error;
    }
  }

  /** It has ended by itself. */
  end(): void {
    if (this.#leave()) this.#resolve();
  }

  /** It has ended by an error. Where it was stopped, and that is still under way, the error counts too. */
  fail(error: unknown): void {
    this.#leave();
    this.#reject(error);
  }

  stop(reason?: unknown): void {
    if (this.#leave()) this.#stopOrigin(reason).then(this.#resolve, this.#reject);
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  async #stopOrigin(reason: unknown): Promise<void> {
    await this.origin.stop?.(reason);
  }

  #leave(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#cancel?.removeEventListener("abort", this.#onCancel);
    this.origin?.leave?.();
    this.#channel.close();
    return true;
  }
}

/** What a source can be fed from by asking for one value after the other. */
export interface Pull<T> extends Origin {
  next(): PromiseLike<IteratorResult<T, unknown>>;
}

/**
 * A source that is fed by a goroutine of its own: it asks for a value, sends it, and only then asks for
 * the next. So at most one value is under way beside those in the buffer; it is lost where the source is
 * stopped, since what was asked for cannot be given back.
 */
export function pump<T>(options: SourceOptions, begin: () => Pull<T>): Source<T> {
  const feed = new Feed<T, Pull<T>>(options, begin);
  go(async function pump() {
    try {
      while (!feed.ended) {
        const step = await feed.origin.next();
        if (step.done === true) feed.end();
        else await feed.send(step.value);
      }
    } catch (error) {
      feed.fail(error);
    }
  });
  return feed;
}

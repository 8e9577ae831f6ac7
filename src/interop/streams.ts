/**
 * Web Streams to and from channels.
 *
 * Both hand values over under backpressure, and both end; but a channel carries no error and is not
 * cancelled by its receiver. What each side lacks goes by what stands beside the channel in Go: an error by
 * a promise (`done`: that of an errgroup, or of a Source), a cancellation by a function (that of
 * `withCancelCause` fits).
 *
 *   stream closes             -> channel is closed
 *   stream errors             -> channel is closed, `done` rejects with the error
 *   source is stopped         -> stream is cancelled with the reason
 *   channel is closed         -> stream closes, or errors with what `done` rejects with
 *   stream is cancelled       -> `cancel` is called with the reason; the channel is left as it is
 *   writer closes             -> channel is closed
 *   writer aborts             -> `abort` is called with the reason, then the channel is closed
 *
 * Invariants:
 * - Values keep their order.
 * - What a stream takes from a channel is in its queue at the same moment: to cancel the stream loses no
 *   value that the channel had.
 * - A value is taken from a channel only when it is read, and written only when the channel takes it.
 */

import { Channel } from "../csp/chan.ts";
import { type RecvChan, type SendChan } from "../csp/directions.ts";
import { NotAChannelError } from "../csp/errors.ts";
import { park } from "../runtime/scheduler.ts";
import { CALL, Waiter } from "../runtime/waiter.ts";
import { pump, type Source, type SourceOptions } from "./source.ts";

export type { Source, SourceOptions } from "./source.ts";

/**
 * Reads a stream into a channel. A goroutine reads one value at a time, when the channel has taken the one
 * before.
 *
 * To stop the source cancels the stream; what had been read and not sent is lost with the rest of it.
 *
 * @throws {TypeError} where the stream is locked to another reader.
 * @throws {CapacityError} where the capacity is no capacity of a channel.
 */
export function fromReadableStream<T>(
  stream: ReadableStream<T>,
  options: SourceOptions = {},
): Source<T> {
  return pump<T>(options, () => {
    const reader = stream.getReader();
    return { next: () => reader.read(), stop: (reason) => reader.cancel(reason) };
  });
}

/** What stands beside a channel that is read as a stream. */
export interface ReadableOptions {
  /**
   * How those who send have fared, for instance `group.wait()` of an errgroup. The stream closes once the
   * channel is closed and drained and this has resolved; it errors with what this rejects with, once what
   * was sent before has been read. What comes after the stream was cancelled has nobody to tell.
   */
  readonly done?: PromiseLike<unknown>;
  /**
   * Called when the stream is cancelled, with the reason: tells those who send that nobody will receive.
   * The `cancel` of `withCancelCause` fits.
   */
  readonly cancel?: (reason: unknown) => void | PromiseLike<void>;
}

/**
 * A stream of what can be received from `ch`. Each read receives one value, and nothing is received that
 * nobody reads. To cancel the stream leaves the channel open and as it is; others may receive from it.
 *
 * @throws {NotAChannelError} where `ch` is no channel.
 */
export function toReadableStream<T>(
  ch: RecvChan<T>,
  options: ReadableOptions = {},
): ReadableStream<T> {
  if (!(ch instanceof Channel)) throw new NotAChannelError("toReadableStream", ch);
  return new ReadableStream<T>(new Reading<T>(ch, options), { highWaterMark: 0 });
}

/** Receives for a stream: one value for each `pull`. */
class Reading<T> implements UnderlyingDefaultSource<T> {
  readonly #channel: Channel<T>;
  readonly #options: ReadableOptions;
  /** Parked while a read waits. */
  #waiter: Waiter | null = null;
  #failure: { readonly error: unknown } | null = null;

  constructor(channel: Channel<T>, options: ReadableOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<T>): void {
    this.#options.done?.then(undefined, (error: unknown) => {
      this.#failure = { error };
      // Else the failure waits until what was sent before it has been read.
      if (this.#leave()) controller.error(error);
    });
  }

  pull(controller: ReadableStreamDefaultController<T>): Promise<void> | undefined {
    const received = this.#channel.tryRecvOk();
    if (received?.ok) {
      controller.enqueue(received.value);
      return undefined;
    }
    if (this.#failure !== null) throw this.#failure.error;
    if (received !== undefined) return this.#close(controller);
    return new Promise((resolve) => {
      // Called when a value is handed over, not a turn later: in between, a cancel could lose it.
      const handed = (w: unknown) => {
        const { value, ok } = w as Waiter;
        this.#waiter = null;
        if (ok) controller.enqueue(value as T);
        resolve(ok ? undefined : this.#close(controller));
      };
      this.#waiter = new Waiter(CALL, handed);
      park(this.#waiter, this.#channel.recvq);
    });
  }

  cancel(reason: unknown): void | PromiseLike<void> {
    this.#leave();
    return this.#options.cancel?.(reason);
  }

  async #close(controller: ReadableStreamDefaultController<T>): Promise<void> {
    await this.#options.done;
    controller.close();
  }

  /** Receives no more; true where a read was waiting. */
  #leave(): boolean {
    const w = this.#waiter;
    this.#waiter = null;
    w?.queue?.remove(w);
    return w !== null;
  }
}

/** What stands beside a channel that is written as a stream. */
export interface WritableOptions {
  /**
   * Called when the stream is aborted, with the reason, before the channel is closed: tells those who
   * receive that what they have is not all. The `cancel` of `withCancelCause` fits.
   */
  readonly abort?: (reason: unknown) => void | PromiseLike<void>;
}

/**
 * A stream whose writes send to `ch`: a write is done when a receiver or the buffer has taken the value,
 * and one value is under way at a time. To close the stream closes the channel, where others send to it
 * too, pipe with `preventClose`. To abort breaks off the send that is under way, of which nothing was sent.
 * A channel that others have closed errors the stream at the next write, with SendOnClosedError.
 *
 * @throws {NotAChannelError} where `ch` is no channel.
 */
export function toWritableStream<T>(
  ch: SendChan<T>,
  options: WritableOptions = {},
): WritableStream<T> {
  if (typeof ch?.send !== "function") throw new NotAChannelError("toWritableStream", ch);
  return new WritableStream<T>({
    write: (value, controller) => ch.send(value, controller.signal),
    close: () => ch.close(),
    abort: async (reason: unknown) => {
      try {
        await options.abort?.(reason);
      } finally {
        ch.close();
      }
    },
  });
}

/**
 * Events and async iterables to channels. (The way back needs nothing: a channel is an async iterable.)
 *
 * An async iterable waits to be asked. An emitter does not: it cannot be held back, so for each of its
 * channels it is said how many events it holds and what becomes of one that finds it full.
 *
 * Invariants:
 * - Events come out in the order in which they were emitted.
 * - A listener never blocks its emitter, and none is left once the source has ended.
 */

import { describe } from "../runtime/goroutine.ts";
import { Feed, pump, type Source, type SourceOptions } from "./source.ts";

export type { Source, SourceOptions } from "./source.ts";

/**
 * Iterates over an async iterable into a channel. A goroutine asks for one value at a time, when the channel
 * has taken the one before; what the iterable throws is what `done` rejects with.
 *
 * To stop the source closes the channel at once and calls the iterator's `return`; `done` waits for that,
 * which in an async generator comes after what it is waiting for. A value it had given by then is lost.
 *
 * @throws {CapacityError} where the capacity is no capacity of a channel.
 */
export function fromAsyncIterable<T>(
  iterable: AsyncIterable<T>,
  options: SourceOptions = {},
): Source<T> {
  return pump<T>(options, () => {
    const iterator = iterable[Symbol.asyncIterator]();
    return { next: () => iterator.next(), stop: () => iterator.return?.() };
  });
}

/**
 * What becomes of an event that finds the channel full: it is dropped (as Go's `signal.Notify` does), the
 * oldest in the buffer is dropped for it (where there is no buffer, it is), or the source fails with an
 * OverflowError.
 */
export type Overflow = "dropNewest" | "dropOldest" | "fail";

export interface EventOptions extends SourceOptions {
  /** How many events the channel holds at most. Memory is used for those that it holds. */
  readonly capacity: number;
  /** What becomes of an event that finds the channel full. */
  readonly overflow: Overflow;
  /** An event after which no others come: it ends the source. */
  readonly until?: string | symbol;
}

/** As much as is needed of an EventEmitter, of Node's or another make. */
export interface Emitter {
  /** Has the listener called at each event of that name. */
  on(name: string | symbol, listener: (...args: unknown[]) => void): unknown;
  /** Has it called no more. */
  off(name: string | symbol, listener: (...args: unknown[]) => void): unknown;
}

/**
 * Listens to an emitter: the channel gives the arguments of each event, as an array. An event `error` ends
 * the source with its first argument, unless it is what is listened to.
 *
 * @throws {CapacityError} where the capacity is no capacity of a channel.
 * @throws {OverflowPolicyError} where `overflow` is none of the three.
 */
export function fromEmitter<A extends readonly unknown[] = readonly unknown[]>(
  emitter: Emitter,
  name: string | symbol,
  options: EventOptions,
): Source<A> {
  return listen<A>(name, options, (feed, take) => {
    const listeners: [name: string | symbol, listener: (...args: unknown[]) => void][] = [
      [name, (...args) => take(args as unknown as A)],
    ];
    if (name !== "error") listeners.push(["error", (error) => feed.fail(error)]);
    if (options.until !== undefined) listeners.push([options.until, () => feed.end()]);
    for (const [event, listener] of listeners) emitter.on(event, listener);
    return () => {
      for (const [event, listener] of listeners) emitter.off(event, listener);
    };
  });
}

/**
 * Listens to an EventTarget: the channel gives the events.
 *
 * @throws {CapacityError} where the capacity is no capacity of a channel.
 * @throws {OverflowPolicyError} where `overflow` is none of the three.
 */
export function fromEventTarget<E extends Event = Event>(
  target: EventTarget,
  type: string,
  options: EventOptions & { readonly until?: string },
): Source<E> {
  const { until } = options;
  return listen<E>(type, options, (feed, take) => {
    const onEvent = (event: Event) => take(event as E);
    const onEnd = () => feed.end();
    target.addEventListener(type, onEvent);
    if (until !== undefined) target.addEventListener(until, onEnd);
    return () => {
      target.removeEventListener(type, onEvent);
      if (until !== undefined) target.removeEventListener(until, onEnd);
    };
  });
}

/** Starts to listen, and returns how to stop. */
type Subscribe<T> = (feed: Feed<T>, take: (event: T) => void) => () => void;

function listen<T>(
  name: string | symbol,
  options: EventOptions,
  subscribe: Subscribe<T>,
): Source<T> {
  if (!Object.hasOwn(whenFull, options.overflow)) throw new OverflowPolicyError(options.overflow);
  const makeRoom = whenFull[options.overflow];
  return new Feed<T>(options, (feed) => {
    // An emitter goes on calling those who listened when the event came, even if they have left since.
    const take = (event: T) => {
      if (!feed.ended && !feed.channel.trySend(event)) makeRoom(feed, event, name);
    };
    return { leave: subscribe(feed, take) };
  });
}

type WhenFull = (feed: Feed<unknown>, event: unknown, name: string | symbol) => void;

const whenFull: Readonly<Record<Overflow, WhenFull>> = {
  dropNewest() {},
  dropOldest({ channel }, event) {
    channel.tryRecv();
    channel.trySend(event);
  },
  fail(feed, _event, name) {
    feed.fail(new OverflowError(name, feed.channel.cap));
  },
};

/** An event came while the channel was full, and `overflow` was "fail". */
export class OverflowError extends Error {
  override readonly name = "OverflowError";
  constructor(event: string | symbol, capacity: number) {
    super(
      `an event ${describe(event)} found its channel full: ${capacity} wait in it, its capacity`,
    );
  }
}

/** An `overflow` that is none of the three. */
export class OverflowPolicyError extends TypeError {
  override readonly name = "OverflowPolicyError";
  constructor(overflow: unknown) {
    super(`overflow: ${describe(overflow)} is not "dropNewest", "dropOldest" or "fail"`);
  }
}

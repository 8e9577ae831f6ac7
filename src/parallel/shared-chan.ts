/**
 * `sharedChan`: a channel that threads share. It is used as one of `chan`: sent to, received from, closed,
 * iterated, selected on, by async functions and by generator goroutines of any thread; and by threads that
 * block.
 *
 * What is sent is copied: what structured clone copies arrives as structured clone would bring it. What
 * threads share (channels, mutexes, wait groups, contexts) is not copied: the receiver has the same.
 *
 * Invariant: a channel is there as long as anybody refers to it: an object of some thread, or a value on its
 * way. (Channels that hold each other in a circle are there until the process ends.)
 */

import type { Case } from "../csp/case.ts";
import type { Chan, Received } from "../csp/directions.ts";
import { FOREIGN, type ForeignChannel } from "../csp/foreign.ts";
import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import {
  type Agent,
  disposeChannel,
  home,
  KIND,
  makeChannel,
  recvBatch,
  recvBatchSync,
  registerCrossing,
  SharedChannel,
  sendBatch,
  sendBatchSync,
} from "../workers/index.ts";
import "./shared-context.ts";
import "./staying.ts";
import { receiveOk, SharedReceive, SharedSend } from "./shared-cases.ts";

/** A channel that threads share, made by `sharedChan`. */
export class SharedChan<T> extends SharedChannel<T> implements Chan<T>, ForeignChannel<T> {
  // The one receive case of this channel.
  #receive: SharedReceive<T> | null = null;

  get [FOREIGN](): true {
    return true;
  }

  /**
   * Sends all of `values` in their order: as many `send`s, but for a fraction of the cost, since the channel
   * is locked once for many. It waits as often as the buffer is full. Values of other senders may come
   * between.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason. What was sent before
   * stays sent.
   * @throws {SendOnClosedError} (as a rejection, as all) where the channel is closed, or is closed while it
   * waits. What was sent before stays sent.
   * @throws {CannotCrossError, SharedMemoryError} where one of the values cannot travel; of the part of the
   * batch in which that stands, at most 256 values, none was sent.
   */
  sendBatch(values: ArrayLike<T>, cancel?: Cancel): Promise<void> {
    return sendBatch(this, values, cancel);
  }

  /**
   * Receives one value or more, at most `most`: waits for the first, and takes with it what else can be
   * received without waiting. An empty array once the channel is closed and drained.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and no value was taken.
   * @throws {BatchSizeError} where `most` is no whole number from 1 on.
   */
  recvBatch(most: number, cancel?: Cancel): Promise<T[]> {
    return recvBatch(this, most, cancel);
  }

  /**
   * As `sendBatch`; blocks the thread as often as the buffer is full.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  sendBatchSync(values: ArrayLike<T>): void {
    sendBatchSync(this, values);
  }

  /**
   * As `recvBatch`; blocks the thread until there is a value.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  recvBatchSync(most: number): T[] {
    return recvBatchSync(this, most);
  }

  /** What a select waits on to receive. @internal */
  receiveCase(): Case<T | undefined> {
    this.#receive ??= new SharedReceive<T>(this);
    return this.#receive;
  }

  /** What a select waits on to send. @internal */
  sendCase(value: T): Case<void> {
    return new SharedSend<T>(this, value);
  }

  /** What a generator waits on to receive. @internal */
  receiveOkOperation(cancel?: Cancel): Operation<Received<T>> {
    return receiveOk(this, cancel);
  }
}

/**
 * Makes a channel that can be sent to other threads: as an argument of a parallel goroutine, or through
 * another shared channel. Without a capacity it is unbuffered: a send waits for its receiver, on whatever
 * thread.
 *
 * @throws {CapacityError} where the capacity is no whole number from 0 to 1,048,576.
 * @throws {SharedMemoryError} where the shared memory of the process has no room for its buffer, of 16 bytes
 * a value.
 */
export function sharedChan<T>(capacity = 0): SharedChan<T> {
  const agent = home();
  const address = makeChannel(agent, capacity);
  return agent.handles.hold(new SharedChan<T>(agent, address), address);
}

registerCrossing<Agent>(KIND.channel, {
  revive: (agent, address) => new SharedChan(agent, address),
  dispose: disposeChannel,
});

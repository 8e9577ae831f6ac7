/**
 * A channel between threads, as one of them has it: the words of rendezvous.ts, with values in the place of
 * slots, for async functions and for threads that block.
 *
 * Invariants:
 * - A value is refused, or is in its slot, before the channel is touched.
 * - A value that was not sent, for whatever reason, is freed by its sender.
 * - A goroutine that waits stands in a queue of this thread too, so that reports can name it.
 */

import { type Cancel, rejected, signalOf } from "../runtime/cancel.ts";
import {
  asyncWaiter,
  fail,
  heldPromise,
  park,
  proceed,
  READY,
  ready,
} from "../runtime/scheduler.ts";
import { VALUE, VALUE_OK, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import type { Agent } from "./agent.ts";
import { recvBlocking, sendBlocking } from "./blocking.ts";
import { CROSSING, type Crossing, KIND, registerCrossing } from "./crossing.ts";
import {
  MustNotBlockError,
  SharedCapacityError,
  SharedCloseOfClosedError,
  SharedSendOnClosedError,
} from "./errors.ts";
import { lock, mayBlock, unlock } from "./futex.ts";
import {
  beginRecv,
  beginSend,
  CLOSED,
  close,
  endRecv,
  endSend,
  type Outcome,
  TOOK_PLACE,
  tryRecv,
  trySend,
  WAITS,
  withdraw,
} from "./operations.ts";
import {
  bufferOf,
  bufferWords,
  CHANNEL_WORDS,
  capacityOf,
  countOf,
  initChannel,
  LOCK,
  takeLeftOver,
} from "./rendezvous.ts";

/** The outcome of a receive: `ok` is false once the channel is closed and drained. */
export type SharedReceived<T> = { value: T; ok: true } | { value: undefined; ok: false };

/** The largest capacity of a shared channel. */
export const MAX_SHARED_CAPACITY: number = 1 << 20;

/** How a wait goes on. */
interface Ends {
  readonly delivered: () => void;
  readonly cancelled: () => void;
}

export class SharedChannel<T> implements WaitedOn, Crossing {
  /** Its address, by which every thread that has joined the memory can have it. */
  readonly address: number;
  readonly cap: number;
  readonly #agent: Agent;
  readonly #sendq: WaitQueue = new WaitQueue("chan send", this);
  readonly #recvq: WaitQueue = new WaitQueue("chan receive", this);

  /** The channel that another thread, or this, has made at `address`. */
  constructor(agent: Agent, address: number) {
    this.#agent = agent;
    this.address = address;
    this.cap = capacityOf(agent.heap.words, address);
  }

  /**
   * Makes a channel.
   *
   * @throws {SharedCapacityError} where the capacity is no whole number from 0 to MAX_SHARED_CAPACITY.
   * @throws {SharedMemoryError} where there is no room for its buffer.
   */
  static make<T>(agent: Agent, capacity: number): SharedChannel<T> {
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > MAX_SHARED_CAPACITY) {
      throw new SharedCapacityError(capacity, MAX_SHARED_CAPACITY);
    }
    const { heap, handles } = agent;
    const buffer = capacity === 0 ? 0 : heap.allocate(bufferWords(capacity));
    const address = handles.allocate(KIND.channel, CHANNEL_WORDS);
    initChannel(heap.words, address, capacity, buffer);
    return handles.hold(new SharedChannel<T>(agent, address), address);
  }

  [CROSSING](): number {
    return this.address;
  }

  /** The number of values in the buffer. */
  get len(): number {
    const { words, owner, lockSpins } = this.#agent.thread;
    lock(words, this.address + LOCK, owner, lockSpins);
    const count = countOf(words, this.address);
    unlock(words, this.address + LOCK);
    return count;
  }

  describe(): string {
    return `shared chan ${this.address} (cap ${this.cap}${this.cap > 0 ? `, len ${this.len}` : ""})`;
  }

  // ------------------------------------------------------------------------- without waiting

  /**
   * Sends `value` if that is possible without waiting, and says whether it was.
   *
   * @throws {SharedSendOnClosedError} where the channel is closed.
   * @throws {CannotCrossError, NotInlineError, SharedMemoryError} where the value cannot travel.
   */
  trySend(value: T): boolean {
    const { slots, slot, thread } = this.#agent;
    slots.put(value, slot);
    const outcome = trySend(thread, this.address, slot);
    if (outcome === TOOK_PLACE) return true;
    slots.discard(slot);
    if (outcome === CLOSED) throw new SharedSendOnClosedError();
    return false;
  }

  /** Receives if that is possible without waiting; else undefined. */
  tryRecvOk(): SharedReceived<T> | undefined {
    const { slot, thread } = this.#agent;
    const outcome = tryRecv(thread, this.address, slot);
    return outcome === WAITS ? undefined : this.#received(outcome, slot);
  }

  /**
   * Closes the channel: what is in the buffer can still be received; whoever waits to receive, on any
   * thread, goes on, and whoever waits to send throws.
   *
   * @throws {SharedCloseOfClosedError} where it is closed already.
   */
  close(): void {
    if (close(this.#agent.thread, this.address) === CLOSED) throw new SharedCloseOfClosedError();
  }

  #received(outcome: Outcome, slot: Int32Array): SharedReceived<T> {
    if (outcome === CLOSED) return { value: undefined, ok: false };
    return { value: this.#agent.slots.take(slot) as T, ok: true };
  }

  // ----------------------------------------------------------------- for threads that block

  /**
   * Sends `value`, and blocks the thread until a receiver has it or the buffer has room.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws {SharedSendOnClosedError} where the channel is closed, or is closed while it waits.
   * @throws {CannotCrossError, NotInlineError, SharedMemoryError} where the value cannot travel.
   */
  sendSync(value: T): void {
    if (!mayBlock) throw new MustNotBlockError("sendSync");
    const { slots, blockingSlot, thread } = this.#agent;
    slots.put(value, blockingSlot);
    if (sendBlocking(thread, this.address, blockingSlot) === TOOK_PLACE) return;
    slots.discard(blockingSlot);
    throw new SharedSendOnClosedError();
  }

  /**
   * Receives, and blocks the thread until there is a value or the channel is closed and drained.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  recvOkSync(): SharedReceived<T> {
    if (!mayBlock) throw new MustNotBlockError("recvOkSync");
    const { thread, blockingSlot } = this.#agent;
    return this.#received(recvBlocking(thread, this.address, blockingSlot), blockingSlot);
  }

  // ---------------------------------------------------------------------- for async functions

  /**
   * Sends `value`: waits until a receiver has it or the buffer has room for it.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and nothing was
   * sent.
   * @throws {SharedSendOnClosedError} (as a rejection, as all) where the channel is closed, or is
   * closed while it waits.
   * @throws {CannotCrossError, NotInlineError, SharedMemoryError} where the value cannot travel.
   */
  send(value: T, cancel?: Cancel): Promise<void> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { slots, slot, thread } = this.#agent;
    try {
      slots.put(value, slot);
    } catch (error) {
      return Promise.reject(error);
    }
    const begun = beginSend(thread, this.address, slot);
    if (begun === TOOK_PLACE) return proceed() ? READY : heldPromise(undefined);
    const own = slot.slice();
    if (begun === CLOSED) {
      slots.discard(own);
      return Promise.reject(new SharedSendOnClosedError());
    }
    const { waiter, promise } = asyncWaiter<void>(VALUE);
    this.#wait(begun, this.#sendq, waiter, cancel, {
      delivered: () => {
        if (endSend(thread, begun) === TOOK_PLACE) return ready(waiter);
        slots.discard(own);
        fail(waiter, new SharedSendOnClosedError());
      },
      cancelled: () => slots.discard(own),
    });
    return promise;
  }

  /**
   * Receives a value, and whether there was one.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and no value was
   * taken.
   */
  recvOk(cancel?: Cancel): Promise<SharedReceived<T>> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { slot, thread } = this.#agent;
    const begun = beginRecv(thread, this.address, slot);
    if (begun <= 0) {
      const received = this.#received(begun as Outcome, slot);
      return proceed() ? Promise.resolve(received) : heldPromise(received);
    }
    const { waiter, promise } = asyncWaiter<SharedReceived<T>>(VALUE_OK);
    this.#wait(begun, this.#recvq, waiter, cancel, {
      delivered: () => {
        const received = this.#received(endRecv(thread, begun, slot), slot);
        waiter.value = received.value;
        waiter.ok = received.ok;
        ready(waiter);
      },
      cancelled: () => {},
    });
    return promise;
  }

  // Parks `waiter` until `ticket` is delivered or the wait is broken off. What had been decided by another
  // thread before the abort came stays decided: it is delivered.
  #wait(ticket: number, queue: WaitQueue, waiter: Waiter, cancel: Cancel | undefined, ends: Ends) {
    const { loop, thread } = this.#agent;
    const signal = cancel && signalOf(cancel);
    const abort = () => {
      if (!withdraw(thread, this.address, ticket)) return;
      loop.forget(ticket);
      queue.remove(waiter);
      ends.cancelled();
      fail(waiter, signal?.reason);
    };
    park(waiter, queue);
    signal?.addEventListener("abort", abort);
    loop.await(ticket, () => {
      signal?.removeEventListener("abort", abort);
      queue.remove(waiter);
      ends.delivered();
    });
  }

  /** As `recvOk`, but `undefined` where there was no value. */
  async recv(cancel?: Cancel): Promise<T | undefined> {
    return (await this.recvOk(cancel)).value;
  }
}

registerCrossing<Agent>(KIND.channel, {
  revive: (agent, address) => new SharedChannel(agent, address),
  dispose: (agent, address) => {
    const { heap, handles, slot, slots } = agent;
    const capacity = capacityOf(heap.words, address);
    while (takeLeftOver(heap.words, address, slot)) slots.discard(slot);
    if (capacity > 0) heap.free(bufferOf(heap.words, address), bufferWords(capacity));
    handles.free(address, CHANNEL_WORDS);
  },
});

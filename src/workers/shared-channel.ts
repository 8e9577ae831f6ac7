/**
 * A channel between threads, as one of them has it: the words of rendezvous.ts, with values in the place of
 * slots. It does what csp/directions.ts asks of a channel, for async functions, for generator goroutines (by
 * `sendFor` and `receiveFor`) and for threads that block.
 *
 * Invariants:
 * - A value is refused, or is in its slot, before the channel is touched.
 * - A value that was not sent, for whatever reason, is freed by its sender.
 * - A goroutine that waits stands in a queue of this thread too, so that reports can name it.
 * - Who waits refers to this handle, so the channel is there as long as anybody waits on it.
 */

import { type Cancel, type CancelSignal, rejected, signalOf } from "../runtime/cancel.ts";
import { CloseOfClosedError, SendOnClosedError } from "../runtime/channel-errors.ts";
import {
  asyncWaiter,
  fail,
  heldPromise,
  park,
  proceed,
  READY,
  ready,
} from "../runtime/scheduler.ts";
import {
  ITERATION,
  VALUE,
  VALUE_OK,
  type WaitedOn,
  type Waiter,
  WaitQueue,
} from "../runtime/waiter.ts";
import type { Agent } from "./agent.ts";
import { recvBlocking, sendBlocking } from "./blocking.ts";
import { disposeChannel, makeChannel } from "./channel-life.ts";
import { CROSSING, type Crossing, KIND, registerCrossing } from "./crossing.ts";
import { MustNotBlockError } from "./errors.ts";
import { lock, mayBlock, unlock } from "./futex.ts";
import {
  beginRecv,
  beginSend,
  CLOSED,
  close,
  endRecv,
  endSend,
  LOST,
  lossError,
  notLost,
  type Outcome,
  TOOK_PLACE,
  tryRecv,
  trySend,
  WAITS,
} from "./operations.ts";
import { capacityOf, countOf, LOCK } from "./rendezvous.ts";
import { leaveQueue, parkUntilDelivered } from "./waiting.ts";

/** The outcome of a receive: `ok` is false once the channel is closed and drained. */
export type SharedReceived<T> = { value: T; ok: true } | { value: undefined; ok: false };

const drained: SharedReceived<never> = Object.freeze({ value: undefined, ok: false });

export class SharedChannel<T> implements WaitedOn, Crossing, AsyncIterable<T> {
  /** Its address, by which every thread that has joined the memory can have it. */
  readonly address: number;
  /** How many values the buffer holds at most. */
  readonly cap: number;
  /** This thread. @internal */
  readonly agent: Agent;
  /** Where the goroutines of this thread stand that wait to send. @internal */
  readonly sendq: WaitQueue = new WaitQueue("chan send", this);
  /** Where they stand that wait to receive. @internal */
  readonly recvq: WaitQueue = new WaitQueue("chan receive", this);

  /** The channel that another thread, or this, has made at `address`. */
  constructor(agent: Agent, address: number) {
    this.agent = agent;
    this.address = address;
    this.cap = capacityOf(agent.heap.words, address);
  }

  /**
   * Makes a channel.
   *
   * @throws {CapacityError} where the capacity is no whole number from 0 to MAX_SHARED_CAPACITY.
   * @throws {SharedMemoryError} where there is no room for its buffer.
   */
  static make<T>(agent: Agent, capacity: number): SharedChannel<T> {
    const address = makeChannel(agent, capacity);
    return agent.handles.hold(new SharedChannel<T>(agent, address), address);
  }

  [CROSSING](): number {
    return this.address;
  }

  /** The number of values in the buffer. */
  get len(): number {
    const { words, owner, lockSpins } = this.agent.thread;
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
   * @throws {SendOnClosedError} where the channel is closed.
   * @throws {CannotCrossError, SharedMemoryError} where the value cannot travel.
   */
  trySend(value: T): boolean {
    const { slots, slot, thread } = this.agent;
    slots.put(value, slot);
    const outcome = trySend(thread, this.address, slot);
    if (outcome === TOOK_PLACE) {
      slots.sent(slot);
      return true;
    }
    slots.discard(slot);
    if (notLost(outcome) === CLOSED) throw new SendOnClosedError();
    return false;
  }

  /** Receives a value if that is possible without waiting; else, and once closed, undefined. */
  tryRecv(): T | undefined {
    const { slots, slot, thread } = this.agent;
    const outcome = notLost(tryRecv(thread, this.address, slot));
    return outcome === TOOK_PLACE ? (slots.take(slot) as T) : undefined;
  }

  /** As `recvOk` if that is possible without waiting; else undefined. */
  tryRecvOk(): SharedReceived<T> | undefined {
    const { slot, thread } = this.agent;
    const outcome = notLost(tryRecv(thread, this.address, slot));
    return outcome === WAITS ? undefined : this.#received(outcome, slot);
  }

  /** Receives into `into` if that is possible without waiting, and says whether it was. */
  receiveNow(into: { value: unknown; ok: boolean }): boolean {
    const { slots, slot, thread } = this.agent;
    const outcome = notLost(tryRecv(thread, this.address, slot));
    if (outcome === WAITS) return false;
    into.ok = outcome === TOOK_PLACE;
    into.value = into.ok ? slots.take(slot) : undefined;
    return true;
  }

  /**
   * Closes the channel: what is in the buffer can still be received; whoever waits to receive, on any
   * thread, goes on, and whoever waits to send throws.
   *
   * @throws {CloseOfClosedError} where it is closed already.
   */
  close(): void {
    if (close(this.agent.thread, this.address) === CLOSED) throw new CloseOfClosedError();
  }

  #received(outcome: Outcome, slot: Int32Array): SharedReceived<T> {
    if (outcome === CLOSED) return drained;
    return { value: this.agent.slots.take(slot) as T, ok: true };
  }

  // ----------------------------------------------------------------- for threads that block

  /**
   * Sends `value`, and blocks the thread until a receiver has it or the buffer has room.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws {SendOnClosedError} where the channel is closed, or is closed while it waits.
   * @throws {CannotCrossError, SharedMemoryError} where the value cannot travel.
   */
  sendSync(value: T): void {
    if (!mayBlock) throw new MustNotBlockError("sendSync");
    const { slots, blockingSlot, thread } = this.agent;
    slots.put(value, blockingSlot);
    const outcome = sendBlocking(thread, this.address, blockingSlot);
    if (outcome === TOOK_PLACE) {
      slots.sent(blockingSlot);
      return;
    }
    slots.discard(blockingSlot);
    notLost(outcome);
    throw new SendOnClosedError();
  }

  /**
   * Receives, and blocks the thread until there is a value; `undefined` once the channel is closed and
   * drained.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  recvSync(): T | undefined {
    return this.#recvBlocking("recvSync") === TOOK_PLACE
      ? (this.agent.slots.take(this.agent.blockingSlot) as T)
      : undefined;
  }

  /**
   * Receives, and blocks the thread until there is a value or the channel is closed and drained.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  recvOkSync(): SharedReceived<T> {
    return this.#received(this.#recvBlocking("recvOkSync"), this.agent.blockingSlot);
  }

  #recvBlocking(operation: string): Outcome {
    if (!mayBlock) throw new MustNotBlockError(operation);
    return notLost(recvBlocking(this.agent.thread, this.address, this.agent.blockingSlot));
  }

  // ------------------------------------------------------------------------- for goroutines

  /**
   * Sends `value` for `w`: true where that has taken place, false where it has parked `w`, which goes on, or
   * fails, once it has.
   */
  sendFor(w: Waiter, value: T, signal: CancelSignal | undefined): boolean {
    const { slots, slot, thread } = this.agent;
    slots.put(value, slot);
    const begun = beginSend(thread, this.address, slot);
    if (begun > 0) {
      this.#waitToSend(begun, w, signal);
      return false;
    }
    if (begun === CLOSED) {
      slots.discard(slot);
      throw new SendOnClosedError();
    }
    slots.sent(slot);
    return true;
  }

  /** Receives for `w`: true with `w.value` and `w.ok`, or false where it has parked `w`. */
  receiveFor(w: Waiter, signal: CancelSignal | undefined): boolean {
    const { slot, slots, thread } = this.agent;
    const begun = beginRecv(thread, this.address, slot);
    if (begun > 0) {
      this.#waitToReceive(begun, w, signal);
      return false;
    }
    w.ok = begun === TOOK_PLACE;
    if (w.ok && slots.isLate(slot)) {
      park(w, this.recvq);
      this.#giveLater(w, slot);
      return false;
    }
    w.value = w.ok ? slots.take(slot) : undefined;
    return true;
  }

  // What only the platform can carry may still be on its way.
  #giveLater(w: Waiter, slot: Int32Array): void {
    this.agent.slots.takeLater(slot).then(
      (value) => {
        leaveQueue(w);
        w.value = value;
        ready(w);
      },
      (error) => {
        leaveQueue(w);
        fail(w, error);
      },
    );
  }

  #waitToSend(ticket: number, w: Waiter, signal: CancelSignal | undefined): void {
    const { agent } = this;
    const discard = () => agent.slots.discard(agent.slot);
    const delivered = () => {
      const outcome = endSend(agent.thread, ticket, agent.slot);
      if (outcome === TOOK_PLACE) {
        agent.slots.sent(agent.slot);
        w.value = undefined;
        ready(w);
        return;
      }
      discard();
      fail(w, outcome === LOST ? lossError() : new SendOnClosedError());
    };
    parkUntilDelivered(agent, this.address, ticket, w, this.sendq, signal, delivered, discard);
  }

  #waitToReceive(ticket: number, w: Waiter, signal: CancelSignal | undefined): void {
    const { agent } = this;
    const delivered = () => {
      const { slot, slots } = agent;
      const outcome = endRecv(agent.thread, ticket, slot);
      if (outcome === LOST) {
        fail(w, lossError());
        return;
      }
      w.ok = outcome === TOOK_PLACE;
      if (w.ok && slots.isLate(slot)) {
        this.#giveLater(w, slot);
        return;
      }
      try {
        w.value = w.ok ? slots.take(slot) : undefined;
      } catch (error) {
        fail(w, error);
        return;
      }
      ready(w);
    };
    parkUntilDelivered(agent, this.address, ticket, w, this.recvq, signal, delivered, () => {});
  }

  // ---------------------------------------------------------------------- for async functions

  /**
   * Sends `value`: waits until a receiver has it or the buffer has room for it.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and nothing was
   * sent.
   * @throws {SendOnClosedError} (as a rejection, as all) where the channel is closed, or is closed while
   * it waits.
   * @throws {CannotCrossError, SharedMemoryError} where the value cannot travel.
   */
  send(value: T, cancel?: Cancel): Promise<void> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { slot, slots } = this.agent;
    try {
      slots.put(value, slot);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.sendSlot(slot, cancel);
  }

  /** As `send`, of what is in `slot`; `cancel` has not been cancelled yet. */
  sendSlot(slot: Int32Array, cancel?: Cancel): Promise<void> {
    const { slots, thread } = this.agent;
    const begun = beginSend(thread, this.address, slot);
    if (begun === TOOK_PLACE) {
      slots.sent(slot);
      return proceed() ? READY : heldPromise(undefined);
    }
    if (begun === CLOSED) {
      slots.discard(slot);
      return Promise.reject(new SendOnClosedError());
    }
    const { waiter, promise } = asyncWaiter<void>(VALUE);
    this.#waitToSend(begun, waiter, cancel && signalOf(cancel));
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
    const { slot, slots, thread } = this.agent;
    const begun = beginRecv(thread, this.address, slot);
    if (begun === TOOK_PLACE && slots.isLate(slot)) {
      return slots.takeLater(slot).then((value) => ({ value: value as T, ok: true }));
    }
    if (begun <= 0) return this.#promised(this.#received(begun as Outcome, slot));
    const { waiter, promise } = asyncWaiter<SharedReceived<T>>(VALUE_OK);
    this.#waitToReceive(begun, waiter, cancel && signalOf(cancel));
    return promise;
  }

  /** As `recvOk`, but the value alone; `undefined` once the channel is closed and drained. */
  recv(cancel?: Cancel): Promise<T | undefined> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const { slot, slots, thread } = this.agent;
    const begun = beginRecv(thread, this.address, slot);
    if (begun === TOOK_PLACE && slots.isLate(slot)) return slots.takeLater(slot) as Promise<T>;
    if (begun <= 0) {
      return this.#promised(begun === TOOK_PLACE ? (slots.take(slot) as T) : undefined);
    }
    const { waiter, promise } = asyncWaiter<T | undefined>(VALUE);
    this.#waitToReceive(begun, waiter, cancel && signalOf(cancel));
    return promise;
  }

  #promised<R>(result: R): Promise<R> {
    return proceed() ? Promise.resolve(result) : heldPromise(result);
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<T, undefined>> {
    const { slot, slots, thread } = this.agent;
    const begun = beginRecv(thread, this.address, slot);
    if (begun === TOOK_PLACE && slots.isLate(slot)) {
      return slots.takeLater(slot).then((value) => ({ value: value as T, done: false }));
    }
    if (begun <= 0) {
      const result: IteratorResult<T, undefined> =
        begun === TOOK_PLACE
          ? { value: slots.take(slot) as T, done: false }
          : { value: undefined, done: true };
      return this.#promised(result);
    }
    const { waiter, promise } = asyncWaiter<IteratorResult<T, undefined>>(ITERATION);
    this.#waitToReceive(begun, waiter, undefined);
    return promise;
  }
}

registerCrossing<Agent>(KIND.channel, {
  revive: (agent, address) => new SharedChannel(agent, address),
  dispose: disposeChannel,
});

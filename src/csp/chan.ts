/**
 * Channels, as Go's `runtime/chan.go`.
 *
 * Invariants, as there:
 * - At least one of recvq and sendq is empty, except while one goroutine's select waits in both.
 * - If the buffer holds a value, recvq is empty.
 * - If the buffer has room, sendq is empty.
 * - A closed channel has no waiters in either queue.
 *
 * Every operation is the same three steps: hand the value to a waiter, else use the buffer, else park.
 */

import { type Cancel, parkCancellable, rejected } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { BACK_OFF, type Buffered, callLate, LOCKSTEP, readyLate } from "../runtime/late.ts";
import { afterParking, completed, type Parked, performer } from "../runtime/operation.ts";
import { fail, heldPromise, park, parkAsync, proceed, READY, ready } from "../runtime/scheduler.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";
import { simulated } from "../runtime/turn.ts";
import {
  ITERATION,
  nextWaitedOnId,
  VALUE,
  VALUE_OK,
  type WaitedOn,
  type Waiter,
  WaitQueue,
} from "../runtime/waiter.ts";
import { Case, type CaseResult } from "./case.ts";
import type { Chan, Received } from "./directions.ts";
import { CapacityError, CloseOfClosedError, MAX_CAPACITY, SendOnClosedError } from "./errors.ts";

/**
 * Makes a channel: Go's `make(chan T, capacity)`. Without a capacity it is unbuffered: a send waits
 * for its receiver.
 *
 * @throws {CapacityError} where the capacity is no whole number from 0 to 4,294,967,295.
 */
export function chan<T>(capacity = 0): Chan<T> {
  return new Channel<T>(capacity);
}

/** What `poll` answers where a receive would block. */
const EMPTY: unique symbol = Symbol("empty");
/** What `poll` answers where the channel is closed and drained. */
const DRAINED: unique symbol = Symbol("drained");

/** The class behind `Chan`, for this folder and for those that adapt channels to others. */
export class Channel<T> implements Chan<T>, WaitedOn, Buffered {
  readonly cap: number;
  readonly recvq: WaitQueue = new WaitQueue("chan receive", this);
  readonly sendq: WaitQueue = new WaitQueue("chan send", this);
  /** The one receive case of this channel. */
  readonly receive: Receive<T> = new Receive<T>(this);
  // Given at the first report that names it: most channels never need one.
  #id = 0;
  #closed = false;
  // A ring, as long as a power of two, grown as values come: a large capacity costs nothing unused.
  #ring: (T | undefined)[] = [];
  #head = 0;
  #count = 0;
  // How many values in a row went to a parked receiver, and from a parked sender: see runtime/late.ts.
  #sendPace = 0;
  #recvPace = 0;

  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 0 || capacity > MAX_CAPACITY) {
      throw new CapacityError(capacity, MAX_CAPACITY);
    }
    this.cap = capacity;
  }

  get len(): number {
    return this.#count;
  }

  get closed(): boolean {
    return this.#closed;
  }

  describe(): string {
    this.#id ||= nextWaitedOnId();
    return `chan ${this.#id} (cap ${this.cap}${this.cap > 0 ? `, len ${this.#count}` : ""})`;
  }

  // ------------------------------------------------------------------------- without waiting

  /** Hands `value` to a receiver or puts it into the buffer, if it can; the channel is open. */
  offer(value: T): boolean {
    const receiver = this.recvq.shift();
    if (receiver !== null) {
      receiver.value = value;
      receiver.ok = true;
      if (this.cap > 1) this.#readyReceiver(receiver);
      else ready(receiver);
      return true;
    }
    if (this.#count >= this.cap) return false;
    this.#put(value);
    if (this.#sendPace < LOCKSTEP) this.#sendPace = 0;
    else if (this.#count === this.cap >>> 1) callLate();
    return true;
  }

  /** Takes a value from the buffer or from a sender, if it can. */
  poll(): T | typeof EMPTY | typeof DRAINED {
    if (this.#count > 0) return this.#pollBuffer();
    const sender = this.sendq.shift();
    if (sender === null) return this.#closed ? DRAINED : EMPTY;
    const value = sender.value as T;
    sender.value = undefined;
    ready(sender);
    return value;
  }

  // ------------------------------------------------------------------- for generator goroutines

  // A hand-over needs no counting: it takes a partner out of its queue, who cannot come back before
  // this goroutine has parked. What the buffer or a closed channel serves could go on for ever.

  /** Receives for `g`: true with the value in `g.value`, or false where it has parked. */
  receiveFor(g: Goroutine): boolean {
    if (this.#count > 0) {
      g.value = this.#pollBuffer();
      completed(g);
      return true;
    }
    const sender = this.sendq.shift();
    if (sender === null) return this.#receiveNothing(g);
    g.value = sender.value;
    sender.value = undefined;
    ready(sender);
    if (simulated) completed(g);
    return true;
  }

  #receiveNothing(g: Goroutine): boolean {
    if (!this.#closed) {
      park(g, this.recvq);
      return false;
    }
    g.value = undefined;
    completed(g);
    return true;
  }

  /** Sends `value` for `g`: true, or false where it has parked. */
  sendFor(g: Goroutine, value: T): boolean {
    if (this.#closed) throw new SendOnClosedError();
    if (!this.offer(value)) {
      g.value = value;
      park(g, this.sendq);
      return false;
    }
    g.value = undefined;
    if (simulated || this.cap > 0) completed(g);
    return true;
  }

  #pollBuffer(): T {
    const value = this.#take();
    const sender = this.sendq.shift();
    if (sender !== null) {
      this.#put(sender.value as T);
      sender.value = undefined;
      this.#readySender(sender);
    } else if (this.#recvPace < LOCKSTEP) this.#recvPace = 0;
    else if (this.#count === this.cap >>> 1) callLate();
    return value;
  }

  #readyReceiver(receiver: Waiter): void {
    if (this.#sendPace < LOCKSTEP) {
      this.#sendPace++;
      ready(receiver);
    } else readyLate(receiver, this);
  }

  #readySender(sender: Waiter): void {
    if (this.cap < 2) ready(sender);
    else if (this.#recvPace < LOCKSTEP) {
      this.#recvPace++;
      ready(sender);
    } else readyLate(sender, this);
  }

  /** Waiters were late and nobody had used the time: the buffer is as it was. */
  ranDry(): void {
    if (this.#count === 0) this.#sendPace = BACK_OFF;
    else if (this.#count === this.cap) this.#recvPace = BACK_OFF;
  }

  #put(value: T): void {
    if (this.#count === this.#ring.length) this.#grow();
    this.#ring[(this.#head + this.#count) & (this.#ring.length - 1)] = value;
    this.#count++;
  }

  #take(): T {
    const value = this.#ring[this.#head] as T;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#ring.length - 1);
    this.#count--;
    return value;
  }

  #grow(): void {
    const ring: (T | undefined)[] = [];
    for (let i = 0; i < this.#count; i++) {
      ring.push(this.#ring[(this.#head + i) & (this.#ring.length - 1)]);
    }
    for (let i = Math.max(4, this.#count * 2) - this.#count; i > 0; i--) ring.push(undefined);
    this.#ring = ring;
    this.#head = 0;
  }

  trySend(value: T): boolean {
    if (this.#closed) throw new SendOnClosedError();
    return this.offer(value);
  }

  tryRecv(): T | undefined {
    const value = this.poll();
    return value === EMPTY || value === DRAINED ? undefined : value;
  }

  tryRecvOk(): Received<T> | undefined {
    const value = this.poll();
    if (value === EMPTY) return undefined;
    return value === DRAINED ? { value: undefined, ok: false } : { value, ok: true };
  }

  close(): void {
    if (this.#closed) throw new CloseOfClosedError();
    this.#closed = true;
    for (let w = this.recvq.shift(); w !== null; w = this.recvq.shift()) {
      w.value = undefined;
      w.ok = false;
      ready(w);
    }
    for (let w = this.sendq.shift(); w !== null; w = this.sendq.shift()) {
      fail(w, new SendOnClosedError());
    }
  }

  // ---------------------------------------------------------------------- for async functions

  send(value: T, cancel?: Cancel): Promise<void> {
    if (this.#closed) return Promise.reject(new SendOnClosedError());
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    if (this.offer(value)) return proceed() ? READY : heldPromise(undefined);
    if (cancel === undefined) return parkAsync(this.sendq, VALUE, value);
    return parkCancellable(this.sendq, VALUE, value, cancel);
  }

  recv(cancel?: Cancel): Promise<T | undefined> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const polled = this.poll();
    if (polled !== EMPTY) {
      const value = polled === DRAINED ? undefined : polled;
      return proceed() ? Promise.resolve(value) : heldPromise(value);
    }
    if (cancel === undefined) return parkAsync(this.recvq, VALUE);
    return parkCancellable(this.recvq, VALUE, undefined, cancel);
  }

  recvOk(cancel?: Cancel): Promise<Received<T>> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const received = this.tryRecvOk();
    if (received !== undefined)
      return proceed() ? Promise.resolve(received) : heldPromise(received);
    if (cancel === undefined) return parkAsync(this.recvq, VALUE_OK);
    return parkCancellable(this.recvq, VALUE_OK, undefined, cancel);
  }

  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return new ChanIterator<T>(this);
  }
}

class ChanIterator<T> implements AsyncIterator<T, undefined> {
  readonly #channel: Channel<T>;

  constructor(channel: Channel<T>) {
    this.#channel = channel;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#channel.poll();
    if (value === EMPTY) return parkAsync(this.#channel.recvq, ITERATION);
    const result: IteratorResult<T, undefined> =
      value === DRAINED ? { value: undefined, done: true } : { value, done: false };
    return proceed() ? Promise.resolve(result) : heldPromise(result);
  }
}

// --------------------------------------------------------------- for select, and for generators

/** A receive from a channel, as a case of select and as an operation. */
export class Receive<T> extends Case<T | undefined> {
  readonly channel: Channel<T>;
  override readonly value = undefined;

  constructor(channel: Channel<T>) {
    super();
    this.channel = channel;
  }

  // As Operation's, without its counting: the channel counts.
  override [Symbol.iterator](): Iterator<Parked, T | undefined, unknown> {
    const g = performer();
    return afterParking(g, this.channel.receiveFor(g));
  }

  perform(g: Goroutine): boolean {
    return this.channel.receiveFor(g);
  }

  isReady(): boolean {
    const { channel } = this;
    return channel.len > 0 || !channel.sendq.empty || channel.closed;
  }

  complete(into: CaseResult): boolean {
    const value = this.channel.poll();
    if (value === EMPTY) return false;
    into.ok = value !== DRAINED;
    into.value = value === DRAINED ? undefined : value;
    return true;
  }

  enqueue(w: CaseWaiter): void {
    park(w, this.channel.recvq);
  }
}

/** A send to a channel, as a case of select and as an operation. */
export class Send<T> extends Case<void> {
  readonly channel: Channel<T>;
  readonly value: T;

  constructor(channel: Channel<T>, value: T) {
    super();
    this.channel = channel;
    this.value = value;
  }

  override [Symbol.iterator](): Iterator<Parked, void, unknown> {
    const g = performer();
    return afterParking(g, this.channel.sendFor(g, this.value));
  }

  perform(g: Goroutine): boolean {
    return this.channel.sendFor(g, this.value);
  }

  isReady(): boolean {
    const { channel } = this;
    return channel.len < channel.cap || !channel.recvq.empty || channel.closed;
  }

  complete(into: CaseResult): boolean {
    if (this.channel.closed) throw new SendOnClosedError();
    if (!this.channel.offer(this.value)) return false;
    into.value = undefined;
    into.ok = true;
    return true;
  }

  enqueue(w: CaseWaiter): void {
    w.value = this.value;
    park(w, this.channel.sendq);
  }
}

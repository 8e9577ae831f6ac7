/**
 * Python's `queue.Queue`, and what its LifoQueue and PriorityQueue share with it.
 *
 * Invariants:
 * - If someone waits to get, it is empty. If someone waits to put, it is full.
 * - Every value goes through `insert` and `remove`, also one that is handed straight to who waits: a
 *   subclass that overrides them decides the order, and may refuse.
 * - An insert or remove that throws has changed nothing, and fails the one operation it was for.
 * - `unfinished` counts what was put and was not followed by a taskDone; at 0 nobody waits in join.
 */

import { fail, heldPromise, parkAsync, proceed, READY, ready } from "../../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../../runtime/waiter.ts";
import { Empty, Full, ShutDown, ValueError } from "../errors.ts";
import { checkTimeout, parkOrThrow } from "../timeout.ts";
import { Ring } from "./ring.ts";

/**
 * A queue between threads, first in, first out.
 *
 * A promise that is put comes out of `get` awaited, as everything that is awaited does; `getNowait`
 * answers the promise itself.
 */
export class Queue<T> implements WaitedOn {
  readonly #getters: WaitQueue = new WaitQueue("Queue.get", this);
  readonly #putters: WaitQueue = new WaitQueue("Queue.put", this);
  readonly #joiners: WaitQueue = new WaitQueue("Queue.join", this);
  readonly #ring: Ring<T> = new Ring<T>();
  #maxsize: number;
  #unfinished = 0;
  #isShutdown = false;

  /** @param maxsize how many values it holds at most; without end where it is 0 or less. */
  constructor(maxsize = 0) {
    this.#maxsize = maxsize;
  }

  // ------------------------------------------------------- what a subclass may override: its order

  /** How many values are stored: Python's `_qsize`. */
  protected stored(): number {
    return this.#ring.length;
  }

  /** Stores a value, or throws and stores none: Python's `_put`. */
  protected insert(value: T): void {
    this.#ring.push(value);
  }

  /** Takes the next value out, or throws and takes none; there is one: Python's `_get`. */
  protected remove(): T {
    return this.#ring.shift();
  }

  // --------------------------------------------------------------------------------- put and get

  /**
   * Puts `value` into the queue; waits while it is full, for `timeoutMs` milliseconds at most.
   *
   * @throws (as a rejection) {Full} where there was no room in time; {ShutDown} where the queue is shut
   * down, or is shut down meanwhile; {ValueError} where `timeoutMs` is negative or NaN.
   */
  put(value: T, timeoutMs?: number): Promise<void> {
    if (timeoutMs !== undefined) return this.#putWithin(value, timeoutMs);
    try {
      if (this.#offer(value)) return proceed() ? READY : heldPromise(undefined);
    } catch (error) {
      return Promise.reject(error);
    }
    return parkAsync(this.#putters, VALUE, value);
  }

  async #putWithin(value: T, timeoutMs: number): Promise<void> {
    checkTimeout(timeoutMs);
    if (this.#offer(value)) return proceed() ? READY : heldPromise(undefined);
    if (timeoutMs === 0) throw new Full(this.#maxsize);
    return parkOrThrow<void>(this.#putters, value, timeoutMs, () => new Full(this.#maxsize));
  }

  /**
   * Puts `value` into the queue if there is room.
   *
   * @throws {Full} where there is none; {ShutDown} where the queue is shut down.
   */
  putNowait(value: T): void {
    if (!this.#offer(value)) throw new Full(this.#maxsize);
  }

  /**
   * Takes the next value; waits while there is none, for `timeoutMs` milliseconds at most.
   *
   * @throws (as a rejection) {Empty} where none came in time; {ShutDown} where the queue is empty and
   * shut down, or becomes so meanwhile; {ValueError} where `timeoutMs` is negative or NaN.
   */
  get(timeoutMs?: number): Promise<T> {
    if (timeoutMs !== undefined) return this.#getWithin(timeoutMs);
    if (this.stored() === 0) {
      if (this.#isShutdown) return Promise.reject(new ShutDown());
      return parkAsync(this.#getters, VALUE);
    }
    let value: T;
    try {
      value = this.#take();
    } catch (error) {
      return Promise.reject(error);
    }
    return proceed() ? Promise.resolve(value) : heldPromise(value);
  }

  async #getWithin(timeoutMs: number): Promise<T> {
    checkTimeout(timeoutMs);
    if (this.stored() > 0 || this.#isShutdown) return this.get();
    if (timeoutMs === 0) throw new Empty();
    return parkOrThrow<T>(this.#getters, undefined, timeoutMs, () => new Empty());
  }

  /**
   * Takes the next value if there is one.
   *
   * @throws {Empty} where there is none; {ShutDown} where the queue is empty and shut down.
   */
  getNowait(): T {
    if (this.stored() > 0) return this.#take();
    throw this.#isShutdown ? new ShutDown() : new Empty();
  }

  /** Stores `value` if there is room, and hands on what is next if someone waits for it. */
  #offer(value: T): boolean {
    if (this.#isShutdown) throw new ShutDown();
    if (this.full()) return false;
    this.insert(value);
    this.#unfinished++;
    if (this.#getters.first !== null) this.#serve();
    return true;
  }

  /** Takes what is next, and lets in what waits for the room. */
  #take(): T {
    const value = this.remove();
    if (this.#putters.first !== null) this.#admit();
    return value;
  }

  /** Hands what is stored to those who wait to get. */
  #serve(): void {
    while (this.stored() > 0) {
      const getter = this.#getters.shift();
      if (getter === null) return;
      try {
        getter.value = this.remove();
      } catch (error) {
        fail(getter, error);
        continue;
      }
      ready(getter);
    }
  }

  /** Stores what those bring who wait to put, while there is room. */
  #admit(): void {
    while (!this.full()) {
      const putter = this.#putters.shift();
      if (putter === null) return;
      const value = putter.value as T;
      putter.value = undefined;
      try {
        this.insert(value);
      } catch (error) {
        fail(putter, error);
        continue;
      }
      this.#unfinished++;
      ready(putter);
    }
  }

  // ----------------------------------------------------------------------------------- unfinished

  /**
   * Says that what was got is done with: one call for each `get`. Who waits in `join` goes on once all
   * that was put is done.
   *
   * @throws {ValueError} where more is done than was put.
   */
  taskDone(): void {
    if (this.#unfinished === 0) throw new ValueError("task_done() called too many times");
    this.#unfinished--;
    if (this.#unfinished === 0) this.#releaseJoiners();
  }

  #releaseJoiners(): void {
    for (let w = this.#joiners.shift(); w !== null; w = this.#joiners.shift()) ready(w);
  }

  /** Waits until everything that was put has been got and is done. */
  join(): Promise<void> {
    if (this.#unfinished > 0) return parkAsync(this.#joiners, VALUE);
    return proceed() ? READY : heldPromise(undefined);
  }

  // ------------------------------------------------------------------------------------- shutdown

  /**
   * Shuts the queue down, as Python 3.13's: puts fail from now on, and gets once it is empty.
   *
   * @param immediate whether it is emptied at once: what is in it then counts as done.
   */
  shutdown({ immediate = false }: { readonly immediate?: boolean } = {}): void {
    this.#isShutdown = true;
    for (let w = this.#putters.shift(); w !== null; w = this.#putters.shift()) {
      fail(w, new ShutDown());
    }
    if (immediate) this.#discard();
    for (let w = this.#getters.shift(); w !== null; w = this.#getters.shift()) {
      fail(w, new ShutDown());
    }
  }

  #discard(): void {
    while (this.stored() > 0) {
      this.remove();
      this.#unfinished = Math.max(0, this.#unfinished - 1);
    }
    if (this.#unfinished === 0) this.#releaseJoiners();
  }

  /** Whether it is shut down. */
  get isShutdown(): boolean {
    return this.#isShutdown;
  }

  // ----------------------------------------------------------------------------------------- size

  /** How many values are in it. */
  qsize(): number {
    return this.stored();
  }

  /** Whether nothing is in it. */
  empty(): boolean {
    return this.stored() === 0;
  }

  /** Whether there is no room in it. */
  full(): boolean {
    return this.#maxsize > 0 && this.stored() >= this.#maxsize;
  }

  /** How many values it holds at most; without end where it is 0 or less. */
  get maxsize(): number {
    return this.#maxsize;
  }

  /** Sets it. What is in it stays; where room is made, those who wait for it go on. */
  set maxsize(maxsize: number) {
    this.#maxsize = maxsize;
    this.#admit();
  }

  toString(): string {
    const limit = this.#maxsize > 0 ? ` of ${this.#maxsize}` : "";
    return `<${this.constructor.name}: qsize=${this.stored()}${limit}>`;
  }

  describe(): string {
    return this.toString();
  }
}

/**
 * Python's `queue.Queue` between threads; its steps are in workers/sync/queue.ts.
 *
 * Invariants:
 * - A value is refused, or is in its cell, before the queue is touched; what was not put is freed.
 * - Who gets a cell takes the value out of it and frees it.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  type Agent,
  checkMayBlock,
  DONE,
  Entrance,
  KIND,
  Leaving,
  newSlot,
  putSlot,
  queue,
  registerShared,
  SharedObject,
  Site,
  siteOf,
  takeSlot,
} from "../../workers/index.ts";
import { Empty, Full, ShutDown, ValueError } from "../errors.ts";
import { checkTimeout } from "../timeout.ts";
import { within, withinSync } from "./timed.ts";

const plan = { kind: KIND.queue, words: queue.SHARED_QUEUE_WORDS };
const MOST = 0x7fff_ffff;

/** What a way out is ended with in the place of a cell, where there is none in time. */
const NO_CELL = 0;

/**
 * A queue between threads, first in, first out. What is put is copied, but what threads share (locks, other
 * queues) is not: who gets it has the same.
 */
export class SharedQueue<T> extends SharedObject {
  readonly #putting: Entrance<boolean>;
  readonly #getting: Entrance<number>;
  readonly #joining: Entrance<void>;
  readonly #doing: Leaving;
  readonly #shutting: Leaving;
  readonly #discarding: Leaving;

  /**
   * @param maxsize how many values it holds at most; without end where it is 0 or less.
   * @throws {ValueError} where it is no whole number up to 2,147,483,647.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(maxsize: number | Site = 0) {
    if (!(maxsize instanceof Site) && !(Number.isInteger(maxsize) && maxsize <= MOST)) {
      throw new ValueError(`maxsize must be a whole number up to ${MOST}, not ${maxsize}`);
    }
    super(maxsize instanceof Site ? maxsize : undefined, {
      ...plan,
      init: (words, address) => {
        words[address + queue.MAXSIZE] = Math.max(0, maxsize as number);
      },
    });
    const { agent, address } = siteOf(this);
    this.#putting = new Entrance<boolean>(agent, address, {
      step: queue.put,
      queue: new WaitQueue("Queue.put", this),
      conclude: (outcome, cell) => this.#put(outcome, cell),
    });
    this.#getting = new Entrance<number>(agent, address, {
      step: queue.get,
      queue: new WaitQueue("Queue.get", this),
      conclude: got,
    });
    this.#joining = new Entrance<void>(agent, address, {
      step: queue.join,
      queue: new WaitQueue("Queue.join", this),
      conclude: () => {},
    });
    this.#doing = new Leaving(agent, address, queue.taskDone);
    this.#shutting = new Leaving(agent, address, queue.shutDown);
    this.#discarding = new Leaving(agent, address, queue.discard);
  }

  // --------------------------------------------------------------------------------- put and get

  /**
   * Puts `value` into the queue; waits while it is full, for `timeoutMs` milliseconds at most.
   *
   * @throws (as a rejection) {Full} where there was no room in time; {ShutDown} where the queue is shut down, or is
   * shut down meanwhile; {ValueError} where `timeoutMs` is negative or NaN; {CannotCrossError} where the value
   * cannot go to another thread; {SharedMemoryError} where there is no room for it.
   */
  async put(value: T, timeoutMs?: number): Promise<void> {
    if (timeoutMs !== undefined) checkTimeout(timeoutMs);
    const cell = this.#cellOf(value);
    if (await within(this.#putting, timeoutMs, notInTime, 0, cell)) return;
    freeCell(siteOf(this).agent, cell);
    throw new Full(this.maxsize);
  }

  /**
   * As `put`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; and what `put` throws.
   */
  putSync(value: T, timeoutMs?: number): void {
    if (timeoutMs !== undefined) checkTimeout(timeoutMs);
    if (timeoutMs !== 0) checkMayBlock("putSync");
    const cell = this.#cellOf(value);
    if (withinSync("putSync", this.#putting, timeoutMs, notInTime, 0, cell)) return;
    freeCell(siteOf(this).agent, cell);
    throw new Full(this.maxsize);
  }

  /**
   * Puts `value` into the queue if there is room.
   *
   * @throws {Full} where there is none; {ShutDown} where the queue is shut down; what `put` throws of the value.
   */
  putNowait(value: T): void {
    this.putSync(value, 0);
  }

  #cellOf(value: T): number {
    const { heap, slots, slot } = siteOf(this).agent;
    slots.put(value, slot);
    let cell: number;
    try {
      cell = heap.allocate(queue.CELL_WORDS);
    } catch (error) {
      slots.discard(slot);
      throw error;
    }
    putSlot(heap.words, cell, slot);
    return cell;
  }

  #put(outcome: number, cell: number): boolean {
    if (outcome === DONE) return true;
    freeCell(siteOf(this).agent, cell);
    throw new ShutDown();
  }

  /**
   * Takes the next value; waits while there is none, for `timeoutMs` milliseconds at most.
   *
   * @throws (as a rejection) {Empty} where none came in time; {ShutDown} where the queue is empty and shut down, or
   * becomes so meanwhile; {ValueError} where `timeoutMs` is negative or NaN.
   */
  async get(timeoutMs?: number): Promise<T> {
    if (timeoutMs !== undefined) checkTimeout(timeoutMs);
    return this.#valueIn(await within(this.#getting, timeoutMs, noCell, 0));
  }

  /**
   * As `get`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; and what `get` throws.
   */
  getSync(timeoutMs?: number): T {
    if (timeoutMs !== undefined) checkTimeout(timeoutMs);
    return this.#valueIn(withinSync("getSync", this.#getting, timeoutMs, noCell, 0));
  }

  /**
   * Takes the next value if there is one.
   *
   * @throws {Empty} where there is none; {ShutDown} where the queue is empty and shut down.
   */
  getNowait(): T {
    return this.getSync(0);
  }

  #valueIn(cell: number): T {
    if (cell === NO_CELL) throw new Empty();
    const { heap, slots, slot } = siteOf(this).agent;
    takeSlot(heap.words, cell, slot);
    heap.free(cell, queue.CELL_WORDS);
    return slots.take(slot) as T;
  }

  // ----------------------------------------------------------------------------------- unfinished

  /**
   * Says that what was got is done with: one call for each `get`. Who waits in `join` goes on once all that was put
   * is done.
   *
   * @throws {ValueError} where more is done than was put.
   */
  taskDone(): void {
    if (this.#doing.take() !== DONE) throw new ValueError("task_done() called too many times");
  }

  /** Waits until everything that was put has been got and is done. */
  join(): Promise<void> {
    return this.#joining.enter(0);
  }

  /**
   * As `join`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  joinSync(): void {
    this.#joining.block("joinSync", 0);
  }

  // ------------------------------------------------------------------------------ shutdown and size

  /**
   * Shuts the queue down, as Python 3.13's: puts fail from now on, and gets once it is empty.
   *
   * @param immediate whether it is emptied at once: what is in it then counts as done.
   */
  shutdown({ immediate = false }: { readonly immediate?: boolean } = {}): void {
    this.#shutting.take();
    if (!immediate) return;
    const { agent } = siteOf(this);
    for (let cell = -this.#discarding.take(); cell > 0; cell = -this.#discarding.take()) {
      freeCell(agent, cell);
    }
  }

  /** Whether it is shut down. */
  get isShutdown(): boolean {
    return this.#word(queue.IS_SHUT) === 1;
  }

  /** How many values are in it. */
  qsize(): number {
    return this.#word(queue.STORED);
  }

  /** Whether nothing is in it. */
  empty(): boolean {
    return this.qsize() === 0;
  }

  /** Whether there is no room in it. */
  full(): boolean {
    return this.maxsize > 0 && this.qsize() >= this.maxsize;
  }

  /** How many values it holds at most; without end where it is 0. */
  get maxsize(): number {
    return this.#word(queue.MAXSIZE);
  }

  #word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
  }

  override toString(): string {
    const limit = this.maxsize > 0 ? ` of ${this.maxsize}` : "";
    return `<SharedQueue: qsize=${this.qsize()}${limit}>`;
  }

  override describe(): string {
    return `shared queue ${siteOf(this).address}`;
  }
}

function notInTime(): boolean {
  return false;
}

function noCell(): number {
  return NO_CELL;
}

function got(outcome: number): number {
  if (outcome === queue.SHUT) throw new ShutDown();
  return -outcome;
}

/** Frees a cell and what is in it, which nobody will get. */
function freeCell({ heap, slots }: Agent, cell: number): void {
  const slot = newSlot();
  takeSlot(heap.words, cell, slot);
  heap.free(cell, queue.CELL_WORDS);
  slots.discard(slot);
}

registerShared(
  plan,
  (at) => new SharedQueue(at),
  (agent, address) => {
    const leaving = new Leaving(agent, address, queue.discard);
    for (let cell = -leaving.take(); cell > 0; cell = -leaving.take()) freeCell(agent, cell);
  },
);

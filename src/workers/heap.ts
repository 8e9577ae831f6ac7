/**
 * The memory that all threads of a process share: one SharedArrayBuffer, in which an address is the index
 * of a 32-bit word and means the same in every thread.
 *
 * Invariants:
 * - Address 0 is nothing. Every block begins at a multiple of 16 words, which is a cache line, and is a
 *   power of two long: two threads' blocks never share a line.
 * - The size never changes: a view that was made once reaches every address. (Growth would need new views
 *   in all threads before the first new address is seen in any.) The platform gives out pages when they are
 *   first written, so what is not used costs nothing.
 * - A free block is in one list: a thread's own stock, or the common one under LOCK. Its first word links
 *   the list. A list is whole after each step on it, so it can be taken over from a thread that has died.
 */

import { SharedMemoryError } from "./errors.ts";
import { inherit, LOCK_SPINS, unlock } from "./futex.ts";
import { firstRecord, recordOf } from "./records.ts";
import { enrol } from "./threads.ts";

const LOCK = 1;
/** The first word that was never given out. */
const TOP = 2;
/** The lists of free blocks, by the logarithm of their size. */
const FREE = 16;

const FIRST_BLOCK = 64;
const SMALLEST = 4;
const CLASSES = 32;
const STOCK = 32;

/** In a thread's record: where its stock stands. */
const STOCK_AT = 10;

/** The size of the shared memory where nothing else is said, in bytes. */
export const DEFAULT_HEAP_BYTES: number = 64 << 20;

/** Makes shared memory. */
export function makeHeap(bytes: number = DEFAULT_HEAP_BYTES): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(bytes);
  new Int32Array(buffer)[TOP] = FIRST_BLOCK;
  return buffer;
}

/** Shared memory as one thread has it. */
export class SharedHeap {
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  /** The number of this thread, 1 or more. */
  readonly owner: number;
  // Where the heads of the lists stand that are this thread's stock, by the logarithm of the size.
  readonly #stock: number;
  // How many blocks are in each.
  readonly #counts: Int32Array = new Int32Array(CLASSES);

  readonly #end: number;

  /**
   * Joins this thread to the memory. Once a thread.
   *
   * @param owner the number that the thread which started this one has enrolled it by; without, a new one.
   * @throws {TooManyThreadsError} where there is no number left.
   */
  constructor(buffer: SharedArrayBuffer, owner?: number) {
    this.words = new Int32Array(buffer);
    this.bytes = new Uint8Array(buffer);
    this.owner = owner ?? enrol(this.words);
    this.#end = firstRecord(this.words);
    this.#stock = this.#makeStock();
  }

  #makeStock(): number {
    const { words } = this;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    const stock = this.#take(sizeClass(CLASSES), CLASSES);
    unlock(words, LOCK);
    if (stock === 0) throw new SharedMemoryError(CLASSES * 4, words.length * 4);
    words.fill(0, stock, stock + CLASSES);
    words[recordOf(words, this.owner) + STOCK_AT] = stock;
    return stock;
  }

  /**
   * The address of a block of at least so many words. What is in it is anything.
   *
   * @throws {SharedMemoryError} where there is no room.
   */
  allocate(words: number): number {
    const size = sizeClass(words);
    const head = this.#stock + size;
    const at = this.words[head] as number;
    if (at === 0) return this.#restock(size);
    this.words[head] = this.words[at] as number;
    (this.#counts[size] as number)--;
    return at;
  }

  /** As `allocate`, all words 0. */
  allocateZeroed(words: number): number {
    const at = this.allocate(words);
    this.words.fill(0, at, at + words);
    return at;
  }

  /** Gives back the block at `at`, which was allocated, here or elsewhere, for so many words. */
  free(at: number, words: number): void {
    const size = sizeClass(words);
    this.#keep(size, at);
    if ((this.#counts[size] as number) > STOCK) this.#giveBack(size);
  }

  /** Gives back the stock of a thread that has died, whose record is at `record`. */
  reclaim(record: number): void {
    const { words } = this;
    const stock = words[record + STOCK_AT] as number;
    if (stock === 0) return;
    words[record + STOCK_AT] = 0;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    for (let size = SMALLEST; size < CLASSES; size++) {
      for (let at = words[stock + size] as number; at !== 0; ) {
        const next = words[at] as number;
        this.#put(size, at);
        at = next;
      }
    }
    unlock(words, LOCK);
    this.free(stock, CLASSES);
  }

  #keep(size: number, at: number): void {
    const head = this.#stock + size;
    this.words[at] = this.words[head] as number;
    this.words[head] = at;
    (this.#counts[size] as number)++;
  }

  // One block to return, and for small ones half a stock of others, so that the lock is seldom taken.
  #restock(size: number): number {
    const { words } = this;
    const length = 2 ** size;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    const at = this.#take(size, length);
    for (let more = size <= SMALLEST + 4 ? STOCK / 2 : 0; at !== 0 && more > 0; more--) {
      const another = this.#take(size, length);
      if (another === 0) break;
      this.#keep(size, another);
    }
    unlock(words, LOCK);
    if (at === 0) throw new SharedMemoryError(length * 4, words.length * 4);
    return at;
  }

  // Under the lock.
  #take(size: number, length: number): number {
    const { words } = this;
    const free = words[FREE + size] as number;
    if (free !== 0) {
      words[FREE + size] = words[free] as number;
      return free;
    }
    const top = words[TOP] as number;
    if (length > this.#end - top) return 0;
    words[TOP] = top + length;
    return top;
  }

  // Under the lock.
  #put(size: number, at: number): void {
    this.words[at] = this.words[FREE + size] as number;
    this.words[FREE + size] = at;
  }

  #giveBack(size: number): void {
    const { words } = this;
    const head = this.#stock + size;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    while ((this.#counts[size] as number) > STOCK / 2) {
      const at = words[head] as number;
      words[head] = words[at] as number;
      this.#put(size, at);
      (this.#counts[size] as number)--;
    }
    unlock(words, LOCK);
  }
}

function sizeClass(words: number): number {
  return words <= 1 << SMALLEST ? SMALLEST : 32 - Math.clz32(words - 1);
}

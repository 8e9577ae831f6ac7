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
 * - A free block is in one place: a thread's own stock, or a bundle in the common list under LOCK. A bundle is
 *   a block that has in it the addresses of others: taking it fetches one line from another core's cache, and
 *   not one for each block. Lists and stocks are whole after each step on them, so they can be taken over
 *   from a thread that has died; the blocks that it was moving are lost.
 */

import { SharedMemoryError } from "./errors.ts";
import { inherit, LOCK_SPINS, unlock } from "./futex.ts";
import { firstRecord, recordOf } from "./records.ts";
import { enrol } from "./threads.ts";

const LOCK = 1;
/** The first word that was never given out. */
const TOP = 2;
/** The lists of bundles, by the logarithm of their size. */
const FREE = 16;

const FIRST_BLOCK = 64;
const SMALLEST = 4;
/** How many blocks of a size a thread keeps at most. */
const STOCK = 32;
/** The size of a stock: how many there are, and their addresses; in lines of its own. */
const STOCK_WORDS = 48;

/** In a bundle: the next one; how many other blocks it has, and behind that their addresses. */
const LATER = 0;
const OTHERS = 1;
/** How many blocks a bundle is at most, so that it fits the smallest. */
const BUNDLE = 15;
/** The logarithms of the largest sizes of which a thread keeps a stock, and fills it with new blocks. */
const LARGEST_KEPT = 10;
const LARGEST_CARVED_AHEAD = 8;

const STOCKS_WORDS = (LARGEST_KEPT - SMALLEST + 1) * STOCK_WORDS;

/** In a thread's record: where its stocks are. */
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
  // Where this thread's stocks are, by the logarithm of the size.
  readonly #stocks: number;
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
    this.#stocks = this.#makeStocks();
  }

  #makeStocks(): number {
    const { words } = this;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    const size = sizeClass(STOCKS_WORDS);
    const stocks = this.#takeOne(size) || this.#carve(2 ** size);
    unlock(words, LOCK);
    if (stocks === 0) throw new SharedMemoryError(STOCKS_WORDS * 4, words.length * 4);
    words.fill(0, stocks, stocks + STOCKS_WORDS);
    words[recordOf(words, this.owner) + STOCK_AT] = stocks;
    return stocks;
  }

  /**
   * The address of a block of at least so many words. What is in it is anything.
   *
   * @throws {SharedMemoryError} where there is no room.
   */
  allocate(words: number): number {
    const size = sizeClass(words);
    if (size > LARGEST_KEPT) return this.#restock(size);
    const stock = this.#stockOf(size);
    const count = this.words[stock] as number;
    if (count === 0) return this.#restock(size);
    this.words[stock] = count - 1;
    return this.words[stock + count] as number;
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
    if (size > LARGEST_KEPT) {
      inherit(this.words, LOCK, this.owner, LOCK_SPINS);
      this.#publish(size, at, 0);
      unlock(this.words, LOCK);
      return;
    }
    this.#keep(size, at);
    if (this.words[this.#stockOf(size)] === STOCK) this.#giveBack(size);
  }

  /** Gives back the stock of a thread that has died, whose record is at `record`. */
  reclaim(record: number): void {
    const { words } = this;
    const stocks = words[record + STOCK_AT] as number;
    if (stocks === 0) return;
    words[record + STOCK_AT] = 0;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    for (let size = SMALLEST; size <= LARGEST_KEPT; size++) {
      const stock = stocks + (size - SMALLEST) * STOCK_WORDS;
      while (words[stock] !== 0) this.#giveBundle(size, stock);
    }
    unlock(words, LOCK);
    this.free(stocks, STOCKS_WORDS);
  }

  #stockOf(size: number): number {
    return this.#stocks + (size - SMALLEST) * STOCK_WORDS;
  }

  #keep(size: number, at: number): void {
    const { words } = this;
    const stock = this.#stockOf(size);
    const count = (words[stock] as number) + 1;
    words[stock + count] = at;
    words[stock] = count;
  }

  // One block to return, and for small ones others, so that the lock is seldom taken.
  #restock(size: number): number {
    const { words } = this;
    const length = 2 ** size;
    inherit(words, LOCK, this.owner, LOCK_SPINS);
    let at = this.#takeBundle(size);
    if (at === 0) {
      at = this.#carve(length);
      for (let more = size <= LARGEST_CARVED_AHEAD ? BUNDLE : 1; more > 1; more--) {
        const another = this.#carve(length);
        if (another !== 0) this.#keep(size, another);
      }
    }
    unlock(words, LOCK);
    if (at === 0) throw new SharedMemoryError(length * 4, words.length * 4);
    return at;
  }

  // Under the lock: a block that was never given out; 0 where there is no room.
  #carve(length: number): number {
    const { words } = this;
    const top = words[TOP] as number;
    if (length > this.#end - top) return 0;
    words[TOP] = top + length;
    return top;
  }

  // Under the lock: the block that the first bundle stands in, the others being in stock then; 0 for none.
  #takeBundle(size: number): number {
    const { words } = this;
    const bundle = words[FREE + size] as number;
    if (bundle === 0) return 0;
    words[FREE + size] = words[bundle + LATER] as number;
    for (let left = words[bundle + OTHERS] as number; left > 0; left--) {
      this.#keep(size, words[bundle + OTHERS + left] as number);
    }
    return bundle;
  }

  // Under the lock: one block of the first bundle, for who has no stock yet; 0 for none.
  #takeOne(size: number): number {
    const { words } = this;
    const bundle = words[FREE + size] as number;
    if (bundle === 0) return 0;
    const others = words[bundle + OTHERS] as number;
    if (others === 0) words[FREE + size] = words[bundle + LATER] as number;
    else words[bundle + OTHERS] = others - 1;
    return others === 0 ? bundle : (words[bundle + OTHERS + others] as number);
  }

  // Under the lock: makes a bundle of the last blocks in `stock`, which is not empty.
  #giveBundle(size: number, stock: number): void {
    const { words } = this;
    const count = words[stock] as number;
    const others = Math.min(count, BUNDLE) - 1;
    words[stock] = count - others - 1;
    const bundle = words[stock + count] as number;
    for (let i = 1; i <= others; i++) {
      words[bundle + OTHERS + i] = words[stock + count - i] as number;
    }
    this.#publish(size, bundle, others);
  }

  // Under the lock: puts a bundle of so many other blocks, whose addresses are in it, into the common list.
  #publish(size: number, bundle: number, others: number): void {
    const { words } = this;
    words[bundle + OTHERS] = others;
    words[bundle + LATER] = words[FREE + size] as number;
    words[FREE + size] = bundle;
  }

  #giveBack(size: number): void {
    inherit(this.words, LOCK, this.owner, LOCK_SPINS);
    this.#giveBundle(size, this.#stockOf(size));
    unlock(this.words, LOCK);
  }
}

function sizeClass(words: number): number {
  return words <= 1 << SMALLEST ? SMALLEST : 32 - Math.clz32(words - 1);
}

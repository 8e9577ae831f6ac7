/**
 * Go's sync/atomic Int32: a number that all threads see and change in steps that nobody comes between.
 *
 * Invariant: it wraps as Go's: what does not fit into 32 bits loses the bits above.
 */

import { KIND, registerShared, SharedObject, type Site, siteOf } from "../workers/index.ts";
import { NotAnIntegerError } from "./atomic-errors.ts";

const plan = { kind: KIND.int32, words: 1 };

/** A whole number of 32 bits, shared by threads. */
export class AtomicInt32 extends SharedObject {
  readonly #words: Int32Array;
  readonly #address: number;

  /**
   * @param value what it is at first, 0 where it is left out.
   * @param at for this package: where it stands, if it has been made.
   * @throws {NotAnIntegerError} where `value` is no whole number.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(value = 0, at?: Site) {
    check("AtomicInt32", value);
    super(at, {
      ...plan,
      init: (words, address) => {
        words[address] = value;
      },
    });
    const { agent, address } = siteOf(this);
    this.#words = agent.heap.words;
    this.#address = address;
  }

  /** What it is. */
  load(): number {
    return Atomics.load(this.#words, this.#address);
  }

  /** @throws {NotAnIntegerError} (as all that take a number) where `value` is no whole number. */
  store(value: number): void {
    check("store", value);
    Atomics.store(this.#words, this.#address, value);
  }

  /** Adds `delta`, and answers the sum, as Go's Add. */
  add(delta: number): number {
    check("add", delta);
    return (Atomics.add(this.#words, this.#address, delta) + delta) | 0;
  }

  /** Has it be `value`, and answers what it was. */
  swap(value: number): number {
    check("swap", value);
    return Atomics.exchange(this.#words, this.#address, value);
  }

  /** Has it be `next` if it is `old`, and says whether it was. */
  compareAndSwap(old: number, next: number): boolean {
    check("compareAndSwap", old);
    check("compareAndSwap", next);
    return Atomics.compareExchange(this.#words, this.#address, old, next) === (old | 0);
  }

  /** Keeps the bits that `mask` has, and answers what it was, as Go's And. */
  and(mask: number): number {
    check("and", mask);
    return Atomics.and(this.#words, this.#address, mask);
  }

  /** Sets the bits that `mask` has, and answers what it was, as Go's Or. */
  or(mask: number): number {
    check("or", mask);
    return Atomics.or(this.#words, this.#address, mask);
  }

  describe(): string {
    return `atomic int32 ${this.#address}`;
  }
}

function check(word: string, value: number): void {
  if (!Number.isInteger(value)) throw new NotAnIntegerError(word, value);
}

registerShared(plan, (at) => new AtomicInt32(0, at));

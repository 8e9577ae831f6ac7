/**
 * Go's sync/atomic Int64: a number that all threads see and change in steps that nobody comes between.
 *
 * Invariants:
 * - It wraps as Go's: what does not fit into 64 bits loses the bits above.
 * - It stands at an even address, as the 64-bit view of the shared memory needs it.
 */

import { KIND, registerShared, SharedObject, type Site, siteOf } from "../workers/index.ts";
import { NotAnIntegerError } from "./atomic-errors.ts";

const plan = { kind: KIND.int64, words: 2 };

// One view for the memory of the process; tests have several.
const views = new WeakMap<ArrayBufferLike, BigInt64Array>();

function viewOf({ buffer }: Int32Array): BigInt64Array {
  let view = views.get(buffer);
  if (view === undefined) {
    view = new BigInt64Array(buffer);
    views.set(buffer, view);
  }
  return view;
}

/** A whole number of 64 bits, a bigint, shared by threads. */
export class AtomicInt64 extends SharedObject {
  readonly #words: BigInt64Array;
  readonly #index: number;

  /**
   * @param value what it is at first, 0n where it is left out.
   * @param at for this package: where it stands, if it has been made.
   * @throws {NotAnIntegerError} where `value` is no bigint.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(value = 0n, at?: Site) {
    check("AtomicInt64", value);
    super(at, {
      ...plan,
      init: (words, address) => {
        viewOf(words)[address >> 1] = value;
      },
    });
    const { agent, address } = siteOf(this);
    this.#words = viewOf(agent.heap.words);
    this.#index = address >> 1;
  }

  /** What it is. */
  load(): bigint {
    return Atomics.load(this.#words, this.#index);
  }

  /** @throws {NotAnIntegerError} (as all that take a number) where `value` is no bigint. */
  store(value: bigint): void {
    check("store", value);
    Atomics.store(this.#words, this.#index, value);
  }

  /** Adds `delta`, and answers the sum, as Go's Add. */
  add(delta: bigint): bigint {
    check("add", delta);
    return BigInt.asIntN(64, Atomics.add(this.#words, this.#index, delta) + delta);
  }

  /** Has it be `value`, and answers what it was. */
  swap(value: bigint): bigint {
    check("swap", value);
    return Atomics.exchange(this.#words, this.#index, value);
  }

  /** Has it be `next` if it is `old`, and says whether it was. */
  compareAndSwap(old: bigint, next: bigint): boolean {
    check("compareAndSwap", old);
    check("compareAndSwap", next);
    const was = Atomics.compareExchange(this.#words, this.#index, old, next);
    return was === BigInt.asIntN(64, old);
  }

  /** Keeps the bits that `mask` has, and answers what it was, as Go's And. */
  and(mask: bigint): bigint {
    check("and", mask);
    return Atomics.and(this.#words, this.#index, mask);
  }

  /** Sets the bits that `mask` has, and answers what it was, as Go's Or. */
  or(mask: bigint): bigint {
    check("or", mask);
    return Atomics.or(this.#words, this.#index, mask);
  }

  describe(): string {
    return `atomic int64 ${this.#index << 1}`;
  }
}

function check(word: string, value: bigint): void {
  if (typeof value !== "bigint") throw new NotAnIntegerError(word, value, "bigint");
}

registerShared(plan, (at) => new AtomicInt64(0n, at));

/**
 * Python's `queue.PriorityQueue`.
 *
 * Invariants:
 * - The values are a binary heap: none comes before the one above it.
 * - All comparing is done before anything is moved, so a comparison that throws changes nothing.
 */

import { type Compare, naturalOrder } from "./order.ts";
import { Queue } from "./queue.ts";

/**
 * A queue between threads that hands out the least value first. Its entries are typically arrays of a
 * priority and a value, `[2, "code"]`, as Python's are tuples; where two may have one priority and their
 * values have no order, put a number that counts up between them, or give it an order of your own.
 *
 * put and get throw NotComparableError where two values cannot be put in order.
 */
export class PriorityQueue<T> extends Queue<T> {
  readonly #heap: T[] = [];
  readonly #compare: Compare<T>;

  /**
   * @param maxsize how many values it holds at most; without end where it is 0 or less.
   * @param compare which of two values comes first; by default as Python's `<`.
   */
  constructor(maxsize = 0, compare: Compare<T> = naturalOrder) {
    super(maxsize);
    this.#compare = compare;
  }

  protected override stored(): number {
    return this.#heap.length;
  }

  protected override insert(value: T): void {
    const heap = this.#heap;
    const path: number[] = [];
    for (let at = heap.length; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.#before(value, heap[above] as T)) break;
      path.push(above);
      at = above;
    }
    let gap = heap.length;
    for (const above of path) {
      heap[gap] = heap[above] as T;
      gap = above;
    }
    heap[gap] = value;
  }

  protected override remove(): T {
    const heap = this.#heap;
    const end = heap.length - 1;
    const last = heap[end] as T;
    const path: number[] = [];
    for (let child = 1; child < end; ) {
      const right = child + 1;
      if (right < end && this.#before(heap[right] as T, heap[child] as T)) child = right;
      if (!this.#before(heap[child] as T, last)) break;
      path.push(child);
      child = 2 * child + 1;
    }
    const least = heap[0] as T;
    let gap = 0;
    for (const child of path) {
      heap[gap] = heap[child] as T;
      gap = child;
    }
    heap[gap] = last;
    heap.pop();
    return least;
  }

  #before(a: T, b: T): boolean {
    return this.#compare(a, b) < 0;
  }
}

/** Python's `queue.LifoQueue`: a Queue that hands out first what came last. */

import { Queue } from "./queue.ts";

/** A queue between threads, last in, first out. */
export class LifoQueue<T> extends Queue<T> {
  readonly #stack: T[] = [];

  protected override stored(): number {
    return this.#stack.length;
  }

  protected override insert(value: T): void {
    this.#stack.push(value);
  }

  protected override remove(): T {
    return this.#stack.pop() as T;
  }
}

/**
 * A double-ended list on a ring, for queues: Python's `collections.deque` as far as queues need it.
 *
 * Invariant: adding and taking cost the same however long it is, and what was taken is not kept alive.
 */

export class Ring<T> {
  // As long as a power of two, and grown as values come.
  #slots: (T | undefined)[] = [];
  #head = 0;
  #count = 0;

  get length(): number {
    return this.#count;
  }

  /** Adds `value` at the end. */
  push(value: T): void {
    if (this.#count === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#count) & (this.#slots.length - 1)] = value;
    this.#count++;
  }

  /** Takes the first; there must be one. */
  shift(): T {
    const value = this.#slots[this.#head] as T;
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#count--;
    return value;
  }

  #grow(): void {
    const slots: (T | undefined)[] = [];
    for (let i = 0; i < this.#count; i++) {
      slots.push(this.#slots[(this.#head + i) & (this.#slots.length - 1)]);
    }
    for (let i = Math.max(4, this.#count * 2) - this.#count; i > 0; i--) slots.push(undefined);
    this.#slots = slots;
    this.#head = 0;
  }
}

/**
 * Those that end when a context ends: the contexts made from it.
 *
 * Invariants:
 * - Who has ended, or was told to leave, is not in here.
 * - They are in the order in which they came.
 * - One whose end nobody could notice is held weakly, so that a context that was dropped without being
 *   cancelled does not stay: of such there are at most as many as there are others, or 64.
 */

const FIRST_SWEEP = 64;

/** How a dependent stands in those of the contexts that it depends on. */
export class Entry<T extends object> {
  readonly #weak: WeakRef<T>;
  #strong: T | null = null;

  constructor(dependent: T) {
    this.#weak = new WeakRef(dependent);
  }

  /** Whether the dependent is held strongly from here. */
  get holding(): boolean {
    return this.#strong !== null;
  }

  hold(dependent: T): void {
    this.#strong = dependent;
  }

  get dependent(): T | undefined {
    return this.#strong ?? this.#weak.deref();
  }
}

export class Dependents<T extends object> {
  readonly #entries = new Set<Entry<T>>();
  #sweepAt = FIRST_SWEEP;

  add(entry: Entry<T>): void {
    if (this.#entries.size >= this.#sweepAt) this.#sweep();
    this.#entries.add(entry);
  }

  remove(entry: Entry<T>): void {
    this.#entries.delete(entry);
  }

  /** All that are still there, in order. */
  list(): T[] {
    const live: T[] = [];
    for (const { dependent } of this.#entries) {
      if (dependent !== undefined) live.push(dependent);
    }
    return live;
  }

  // A sweep costs as much as there are entries, and as many must come before the next: O(1) amortized.
  #sweep(): void {
    for (const entry of this.#entries) {
      if (entry.dependent === undefined) this.#entries.delete(entry);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#entries.size * 2);
  }
}

/**
 * Those that end when a context ends: the contexts made from it.
 *
 * Invariants:
 * - Who has ended, or was told to leave, is not in here.
 * - One whose end nobody could notice any more is held weakly, so that a context that was dropped
 *   without being cancelled does not stay: of such there are at most as many as there are others, or 64.
 * - They are in the order in which they came; one that is held strongly, in that in which it was.
 */

const FIRST_SWEEP = 64;

/** A dependent, or a weak reference to it. */
export type Entry<T extends object> = T | WeakRef<T>;

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
    for (const entry of this.#entries) {
      const dependent = resolve(entry);
      if (dependent !== undefined) live.push(dependent);
    }
    return live;
  }

  // A sweep costs as much as there are entries, and as many must be added before the next: O(1) amortized.
  #sweep(): void {
    for (const entry of this.#entries) {
      if (resolve(entry) === undefined) this.#entries.delete(entry);
    }
    this.#sweepAt = Math.max(FIRST_SWEEP, this.#entries.size * 2);
  }
}

function resolve<T extends object>(entry: Entry<T>): T | undefined {
  return entry instanceof WeakRef ? entry.deref() : entry;
}

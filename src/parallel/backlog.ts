/**
 * What waits for a worker, in order. A burst of starts may be long: taking the first costs the same however
 * many wait.
 */

const LEAST_TAKEN = 1024;

export class Backlog<T> {
  #waiting: T[] = [];
  // How many at the beginning of the array have been taken.
  #taken = 0;

  get isEmpty(): boolean {
    return this.#taken === this.#waiting.length;
  }

  add(one: T): void {
    this.#waiting.push(one);
  }

  /** Puts these before all others. */
  addFirst(ones: readonly T[]): void {
    this.#waiting = [...ones, ...this.takeAll()];
  }

  /** Takes the first; there is one. */
  take(): T {
    const one = this.#waiting[this.#taken++] as T;
    const isMostlyTaken = this.#taken > LEAST_TAKEN && this.#taken * 2 > this.#waiting.length;
    if (isMostlyTaken) this.#waiting = this.takeAll();
    return one;
  }

  takeAll(): T[] {
    const all = this.#waiting.slice(this.#taken);
    this.#waiting = [];
    this.#taken = 0;
    return all;
  }
}

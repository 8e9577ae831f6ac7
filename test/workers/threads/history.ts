// Is a history of operations on a channel linearizable: is there one order of them, in keeping with which
// came before which, that a channel of one thread could have done? By Wing and Gong ("Testing and
// Verifying Concurrent Objects", 1993): try every operation that could be next, and remember where
// that led nowhere.

/** An operation on a channel, from when it began to when it ended. */
export interface Event {
  readonly does: "send" | "recv" | "close";
  /** What was sent or received. */
  readonly value: unknown;
  /** False where the channel was closed. */
  readonly ok: boolean;
  readonly began: number;
  readonly ended: number;
}

/** Whether a channel of `capacity` could have done `events`. Values are told apart by identity. */
export function isLinearizable(events: readonly Event[], capacity: number): boolean {
  const all = [...events].sort((a, b) => a.began - b.began);
  return new Search(all, capacity).from([], false);
}

class Search {
  readonly #events: readonly Event[];
  readonly #capacity: number;
  readonly #done: boolean[];
  readonly #deadEnds = new Set<string>();

  constructor(events: readonly Event[], capacity: number) {
    this.#events = events;
    this.#capacity = capacity;
    this.#done = events.map(() => false);
  }

  /** Whether what is not done yet can follow where `buffer` is full of what it holds. */
  from(buffer: readonly unknown[], closed: boolean): boolean {
    const next = this.#next();
    if (next.length === 0) return true;
    const key = `${this.#done.map(Number).join("")}${closed}${buffer.join()}`;
    if (this.#deadEnds.has(key)) return false;
    for (const i of next) {
      if (this.#single(i, buffer, closed)) return true;
      for (const j of next) if (this.#rendezvous(i, j, buffer, closed)) return true;
    }
    this.#deadEnds.add(key);
    return false;
  }

  // Those that began before any of the others, which are not done either, had ended.
  #next(): number[] {
    let firstEnd = Number.POSITIVE_INFINITY;
    const next: number[] = [];
    for (let i = 0; i < this.#events.length; i++) {
      if (this.#done[i]) continue;
      const { began, ended } = this.#events[i] as Event;
      if (began > firstEnd) break;
      next.push(i);
      firstEnd = Math.min(firstEnd, ended);
    }
    return next.filter((i) => (this.#events[i] as Event).began < firstEnd);
  }

  #single(i: number, buffer: readonly unknown[], closed: boolean): boolean {
    const { does, value, ok } = this.#events[i] as Event;
    if (does === "close") return ok === !closed && this.#after([i], buffer, true);
    if (!ok)
      return closed && (does === "send" || buffer.length === 0) && this.#after([i], buffer, closed);
    if (does === "recv")
      return buffer[0] === value && buffer.length > 0 && this.#after([i], buffer.slice(1), closed);
    return (
      !closed && buffer.length < this.#capacity && this.#after([i], [...buffer, value], closed)
    );
  }

  // A send and a receive that meet without a buffer.
  #rendezvous(i: number, j: number, buffer: readonly unknown[], closed: boolean): boolean {
    const [a, b] = [this.#events[i] as Event, this.#events[j] as Event];
    if (closed || buffer.length > 0 || a.does !== "send" || b.does !== "recv") return false;
    return a.ok && b.ok && a.value === b.value && this.#after([i, j], buffer, closed);
  }

  #after(done: readonly number[], buffer: readonly unknown[], closed: boolean): boolean {
    for (const i of done) this.#done[i] = true;
    const possible = this.from(buffer, closed);
    for (const i of done) this.#done[i] = false;
    return possible;
  }
}

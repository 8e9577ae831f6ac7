/**
 * What has changed of late in a key-value store, and who follows it.
 *
 * Invariants:
 * - Versions ascend; a feed gives each change of its keys after the version it began at, once, in order,
 *   or it ends with an error: none is skipped in silence.
 * - At most `maxKept` changes are kept for those who come later, and `maxQueued` wait for each feed.
 */

import { HistoryGoneError, WatchLaggedError } from "./errors.ts";

/** A change of one key, as watchers see it. */
export interface Change {
  /** Whose. */
  readonly key: string;
  /** The log index of the command that made it. */
  readonly version: number;
  /** Null where the key was deleted. */
  readonly value: Uint8Array | null;
}

/** Which keys: one, or all that begin so. */
export type Keys = { readonly key: string } | { readonly prefix: string };

export class Changes {
  readonly #maxKept: number;
  readonly #maxQueued: number;
  /** Oldest first, from `#head` on; what is before has been let go. */
  #kept: Change[] = [];
  #head = 0;
  /** All changes after this version are kept. */
  #after = 0;
  #last = 0;
  readonly #byKey: Map<string, Set<ChangeFeed>> = new Map();
  readonly #byPrefix: Map<ChangeFeed, string> = new Map();

  constructor(maxKept: number, maxQueued: number) {
    this.#maxKept = maxKept;
    this.#maxQueued = maxQueued;
  }

  note(change: Change): void {
    this.#kept.push(change);
    this.#last = change.version;
    if (this.#kept.length - this.#head > this.#maxKept) {
      this.#after = (this.#kept[this.#head++] as Change).version;
      if (this.#head > this.#maxKept) {
        this.#kept = this.#kept.slice(this.#head);
        this.#head = 0;
      }
    }
    for (const feed of this.#byKey.get(change.key) ?? []) feed.push(change);
    for (const [feed, prefix] of this.#byPrefix)
      if (change.key.startsWith(prefix)) feed.push(change);
  }

  /** The state was replaced by one at that version: nobody can tell what has changed until there. */
  restart(version: number): void {
    this.#kept = [];
    this.#head = 0;
    this.#after = version;
    for (const feed of this.#feeds()) feed.fail(new HistoryGoneError(this.#last));
    this.#last = version;
  }

  /**
   * The changes after that version, or from now on. Throws HistoryGoneError where some of them are not
   * kept any more.
   */
  follow(keys: Keys, after: number | null): ChangeFeed {
    if (after !== null && after < this.#after) throw new HistoryGoneError(after);
    const feed: ChangeFeed = new ChangeFeed(this.#maxQueued, () => this.#forget(keys, feed));
    if (after !== null) this.#catchUp(feed, keys, after);
    if ("prefix" in keys) {
      this.#byPrefix.set(feed, keys.prefix);
      return feed;
    }
    const same = this.#byKey.get(keys.key) ?? new Set();
    this.#byKey.set(keys.key, same.add(feed));
    return feed;
  }

  /** How many follow. */
  get followers(): number {
    return this.#feeds().length;
  }

  #catchUp(feed: ChangeFeed, keys: Keys, after: number): void {
    const old: Change[] = [];
    for (let at = this.#head; at < this.#kept.length; at++) {
      const change = this.#kept[at] as Change;
      const wanted =
        "prefix" in keys ? change.key.startsWith(keys.prefix) : change.key === keys.key;
      if (wanted && change.version > after) old.push(change);
    }
    feed.begin(old);
  }

  #forget(keys: Keys, feed: ChangeFeed): void {
    this.#byPrefix.delete(feed);
    if (!("key" in keys)) return;
    const same = this.#byKey.get(keys.key);
    same?.delete(feed);
    if (same?.size === 0) this.#byKey.delete(keys.key);
  }

  #feeds(): readonly ChangeFeed[] {
    return [...this.#byPrefix.keys(), ...[...this.#byKey.values()].flatMap((same) => [...same])];
  }
}

/** Changes for one who follows. One reader; `for await`, and leaving the loop ends it. */
export class ChangeFeed implements AsyncIterableIterator<Change> {
  readonly #forget: () => void;
  #maxQueued: number;
  #queue: Change[] = [];
  #error: Error | null = null;
  #ended = false;
  #waiting: {
    readonly resolve: (result: IteratorResult<Change>) => void;
    readonly reject: (error: unknown) => void;
  } | null = null;

  constructor(maxQueued: number, forget: () => void) {
    this.#maxQueued = maxQueued;
    this.#forget = forget;
  }

  /** Gives these first; they do not count against the limit. */
  begin(changes: Change[]): void {
    this.#queue = changes;
    this.#maxQueued += changes.length;
  }

  push(change: Change): void {
    const waiting = this.#waiting;
    if (waiting !== null) {
      this.#waiting = null;
      waiting.resolve({ done: false, value: change });
      return;
    }
    this.#queue.push(change);
    if (this.#queue.length <= this.#maxQueued) return;
    this.#queue = [];
    this.fail(new WatchLaggedError(this.#maxQueued));
  }

  /** Ends the feed with the error, after what waits. */
  fail(error: Error): void {
    this.#error = error;
    this.#close();
  }

  /** Ends the feed; what waits is dropped. */
  end(): void {
    this.#queue = [];
    this.#error = null;
    this.#close();
  }

  /** The next change. Throws WatchLaggedError or HistoryGoneError, once. */
  next(): Promise<IteratorResult<Change>> {
    const value = this.#queue.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    const error = this.#error;
    this.#error = null;
    if (error !== null) return Promise.reject(error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  /** As `end`, for who leaves a `for await`. */
  return(): Promise<IteratorResult<Change>> {
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #close(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#forget();
    const waiting = this.#waiting;
    this.#waiting = null;
    const error = this.#error;
    if (error === null) waiting?.resolve({ done: true, value: undefined });
    else if (waiting !== null) {
      this.#error = null;
      waiting.reject(error);
    }
  }
}

/**
 * Python's `threading.Semaphore` and `BoundedSemaphore` between threads; their steps are in
 * workers/sync/semaphore.ts.
 *
 * Invariants:
 * - While the value is above 0, nobody waits.
 * - A release hands permits to who has waited longest, and adds to the value what nobody waits for.
 * - What a thread had acquired that has died is released where the semaphore is bounded: there whoever acquires
 *   also releases. Else acquiring uses up, and nothing comes back.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  DONE,
  Entrance,
  freeHoldings,
  joinHoldings,
  KIND,
  type Kind,
  Leaving,
  registerShared,
  SharedObject,
  Site,
  semaphore,
  siteOf,
} from "../../workers/index.ts";
import { ValueError } from "../errors.ts";
import { Held } from "../held.ts";
import { within, withinSync } from "./timed.ts";

const late = () => false as const;

/** What the two have in common. */
abstract class AnySemaphore extends SharedObject {
  readonly #held: Held = new Held(this);
  readonly #acquiring: Entrance<Held | false>;
  readonly #releasing: Leaving;
  readonly #by: number;

  constructor(value: number | Site, kind: Kind, limit: (value: number) => number) {
    if (!(value instanceof Site)) checkValue(value);
    super(value instanceof Site ? value : undefined, {
      kind,
      words: semaphore.SEMAPHORE_WORDS,
      init: (words, address) => {
        const free = value as number;
        semaphore.initSemaphore(words, address, free, limit(free));
      },
    });
    const { agent, address } = siteOf(this);
    this.#by =
      this.limit === semaphore.NO_LIMIT ? 0 : joinHoldings(agent, address, semaphore.HOLDINGS);
    this.#acquiring = new Entrance<Held | false>(agent, address, {
      step: semaphore.acquire,
      abandoned: semaphore.serve,
      queue: new WaitQueue("Semaphore.acquire", this),
      conclude: () => this.#held,
    });
    this.#releasing = new Leaving(agent, address, semaphore.release);
  }

  /** How often it can be acquired without waiting. */
  protected get value(): number {
    return this.#word(semaphore.FREE);
  }

  /** The most that can be, or NO_LIMIT. */
  protected get limit(): number {
    return this.#word(semaphore.LIMIT);
  }

  #word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
  }

  /** Lowers the value by 1; waits while it is 0. `using _ = await semaphore.acquire();` */
  acquire(): Promise<Held>;
  /**
   * Lowers the value by 1 if that is possible within `timeoutMs` milliseconds; answers false where it was not. A
   * negative time-out is one of 0, as in Python.
   */
  acquire(timeoutMs: number | undefined): Promise<Held | false>;
  acquire(timeoutMs?: number): Promise<Held | false> {
    return within(this.#acquiring, timeoutMs, late, this.#by, 1);
  }

  /**
   * As `acquire`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  acquireSync(): Held;
  acquireSync(timeoutMs: number | undefined): Held | false;
  acquireSync(timeoutMs?: number): Held | false {
    return withinSync("acquireSync", this.#acquiring, timeoutMs, late, this.#by, 1);
  }

  /** Lowers the value by 1 unless it is 0; then answers false, at once. */
  tryAcquire(): Held | false {
    return this.#acquiring.tryNow(late, this.#by, 1);
  }

  /**
   * Raises the value by `n`, which lets up to `n` waiting threads go on.
   *
   * @throws {ValueError} where `n` is no whole number of at least 1, or the value would become too large.
   */
  release(n = 1): void {
    if (!Number.isInteger(n) || n < 1) throw new ValueError(`n must be one or more, not ${n}`);
    if (n <= semaphore.MOST && this.#releasing.take(this.#by, n) === DONE) return;
    const most = this.limit === semaphore.NO_LIMIT ? semaphore.MOST : this.limit;
    throw new ValueError(
      `Semaphore released too many times: ${this.value} + ${n} is more than ${most}`,
    );
  }
}

/** A counter that acquire lowers and release raises, and that never falls below 0. */
export class SharedSemaphore extends AnySemaphore {
  /**
   * @param value what it is at first, 1 where it is left out.
   * @throws {ValueError} where `value` is no whole number from 0 to 2,147,483,647.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(value: number | Site = 1) {
    super(value, KIND.countingSemaphore, () => semaphore.NO_LIMIT);
  }

  override toString(): string {
    return `<SharedSemaphore: value=${this.value}>`;
  }

  override describe(): string {
    return `shared semaphore ${siteOf(this).address}`;
  }
}

/** A SharedSemaphore that cannot be released more often than it was acquired. */
export class SharedBoundedSemaphore extends AnySemaphore {
  /**
   * @param value what it is at first, and at most; 1 where it is left out.
   * @throws {ValueError} where `value` is no whole number from 0 to 2,147,483,647.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(value: number | Site = 1) {
    super(value, KIND.boundedSemaphore, (free) => free);
  }

  override toString(): string {
    return `<SharedBoundedSemaphore: value=${this.value}/${this.limit}>`;
  }

  override describe(): string {
    return `shared bounded semaphore ${siteOf(this).address}`;
  }
}

function checkValue(value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= semaphore.MOST) return;
  throw new ValueError(`semaphore initial value must be >= 0, not ${value}`);
}

const words = semaphore.SEMAPHORE_WORDS;
registerShared({ kind: KIND.countingSemaphore, words }, (at) => new SharedSemaphore(at));
registerShared(
  { kind: KIND.boundedSemaphore, words },
  (at) => new SharedBoundedSemaphore(at),
  (agent, address) => freeHoldings(agent, address, semaphore.HOLDINGS),
);

/**
 * Python's `threading.Barrier` between threads; its steps are in workers/sync/barrier.ts.
 *
 * Invariants:
 * - A round is over when as many threads have come as there are parties, or when it breaks; its waiters all go on
 *   then, with their index or with BrokenBarrierError, and the next round can begin.
 * - A broken barrier stays broken until it is reset. One of whose waiters the thread dies breaks.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  barrier,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  Site,
  siteOf,
} from "../../workers/index.ts";
import { BrokenBarrierError, ValueError } from "../errors.ts";
import { endless } from "../timeout.ts";

/** The time-out of waits that state none, in milliseconds, or NO_TIMEOUT. */
const TIMEOUT_MS = barrier.BARRIER_WORDS;
const NO_TIMEOUT = -1;

const MOST = 0x7fff_ffff;
const plan = { kind: KIND.barrier, words: TIMEOUT_MS + 1 };

const late = (): number => {
  throw new BrokenBarrierError();
};

/**
 * A point that a number of threads reach together. It has no action, which could not go to other threads: let the
 * thread do it to which `wait` answers 0.
 */
export class SharedBarrier extends SharedObject {
  /** How many threads it takes. */
  readonly parties: number;
  readonly #timeoutMs: number | undefined;
  readonly #waiting: Entrance<number>;
  readonly #aborting: Leaving;
  readonly #resetting: Leaving;

  /**
   * @param parties how many threads it takes.
   * @param timeoutMs the time-out of waits that state none, in whole milliseconds; by default they have none.
   * @throws {ValueError} where `parties` is no whole number from 1 to 2,147,483,647, or `timeoutMs` is none from 0.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(parties: number | Site, timeoutMs?: number) {
    if (!(parties instanceof Site)) check(parties, timeoutMs);
    super(parties instanceof Site ? parties : undefined, {
      ...plan,
      init: (words, at) => {
        words[at + barrier.PARTIES] = parties as number;
        words[at + TIMEOUT_MS] = endless(timeoutMs) ? NO_TIMEOUT : timeoutMs;
      },
    });
    const { agent, address } = siteOf(this);
    this.parties = this.#word(barrier.PARTIES);
    const statedMs = this.#word(TIMEOUT_MS);
    this.#timeoutMs = statedMs === NO_TIMEOUT ? undefined : statedMs;
    this.#waiting = new Entrance<number>(agent, address, {
      step: barrier.arrive,
      abandoned: barrier.abort,
      queue: new WaitQueue("Barrier.wait", this),
      conclude: (outcome) => this.#indexOf(outcome),
    });
    this.#aborting = new Leaving(agent, address, barrier.abort);
    this.#resetting = new Leaving(agent, address, barrier.reset);
  }

  #word(offset: number): number {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + offset);
  }

  #indexOf(outcome: number): number {
    if (outcome === barrier.BROKEN) throw new BrokenBarrierError();
    return outcome === barrier.LAST ? this.parties - 1 : outcome;
  }

  /**
   * Waits until all have come, for `timeoutMs` milliseconds at most. Answers a number from 0 to `parties` - 1,
   * another for each thread: the order in which they came. If the time runs out, the barrier breaks.
   *
   * @throws {BrokenBarrierError} (as a rejection) where the barrier is broken, or breaks or is reset meanwhile.
   */
  wait(timeoutMs: number | undefined = this.#timeoutMs): Promise<number> {
    return endless(timeoutMs)
      ? this.#waiting.enter(0)
      : this.#waiting.enterWithin(Math.max(0, timeoutMs), late, 0);
  }

  /**
   * As `wait`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block; {BrokenBarrierError} as `wait`.
   */
  waitSync(timeoutMs: number | undefined = this.#timeoutMs): number {
    return endless(timeoutMs)
      ? this.#waiting.block("waitSync", 0)
      : this.#waiting.blockWithin("waitSync", timeoutMs, late, 0);
  }

  /** Makes it as new. Who waits throws BrokenBarrierError. */
  reset(): void {
    this.#resetting.take();
  }

  /** Breaks it. Who waits, and who will, throws BrokenBarrierError. */
  abort(): void {
    this.#aborting.take();
  }

  /** How many wait now. */
  get nWaiting(): number {
    return this.#word(barrier.COUNT);
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return this.#word(barrier.IS_BROKEN) !== 0;
  }

  override toString(): string {
    const state = this.broken ? "broken" : `waiters=${this.nWaiting}/${this.parties}`;
    return `<SharedBarrier: ${state}>`;
  }

  override describe(): string {
    return `shared barrier ${siteOf(this).address}`;
  }
}

function check(parties: number, timeoutMs: number | undefined): void {
  if (!Number.isInteger(parties) || parties < 1 || parties > MOST) {
    throw new ValueError(`parties must be >= 1, not ${parties}`);
  }
  if (endless(timeoutMs)) return;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 0 || timeoutMs > MOST) {
    throw new ValueError(`'timeout' must be a whole number from 0 to ${MOST} ms, not ${timeoutMs}`);
  }
}

registerShared(plan, (at) => new SharedBarrier(at));

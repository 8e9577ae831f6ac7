/**
 * Python's `threading.Barrier`.
 *
 * Invariants:
 * - A round is over when as many threads wait as there are parties, or when it breaks; its waiters all go
 *   on then, with their index or with BrokenBarrierError, and the next round can begin.
 * - While the action runs, the round is full: who comes then waits for the next one.
 * - A broken barrier stays broken until it is reset.
 */

import { fail, parkAsync, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { BrokenBarrierError, NotCallableError, ValueError } from "./errors.ts";
import { parkOrThrow } from "./timeout.ts";

/** What is known of one round. */
interface Round {
  /** How many have come. */
  count: number;
  broken: boolean;
  /** Whether all have come and the action runs. */
  full: boolean;
}

const newRound = (): Round => ({ count: 0, broken: false, full: false });

/** A point that a number of threads reach together. */
export class Barrier implements WaitedOn {
  /** How many threads it takes. */
  readonly parties: number;
  readonly #action: (() => unknown) | undefined;
  readonly #timeoutMs: number | undefined;
  readonly #waiting: WaitQueue = new WaitQueue("Barrier.wait", this);
  /** Those that came while the action ran. */
  readonly #entering: WaitQueue = new WaitQueue("Barrier.wait", this);
  #round: Round = newRound();

  /**
   * @param parties how many threads it takes.
   * @param action called by the last of them to come, before any goes on; it may answer a promise.
   * @param timeoutMs the time-out of waits that state none, in milliseconds; by default they have none.
   * @throws {ValueError} where `parties` is no whole number of at least 1.
   * @throws {NotCallableError} where `action` is no function.
   */
  constructor(parties: number, action?: () => unknown, timeoutMs?: number) {
    if (!Number.isInteger(parties) || parties < 1) {
      throw new ValueError(`parties must be >= 1, not ${parties}`);
    }
    if (action !== undefined && typeof action !== "function") {
      throw new NotCallableError("Barrier: action", action);
    }
    this.parties = parties;
    this.#action = action;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * Waits until all have come, for `timeoutMs` milliseconds at most. Answers a number from 0 to
   * `parties` - 1, another for each thread: the order in which they came. If the time runs out, the
   * barrier breaks.
   *
   * @throws {BrokenBarrierError} (as a rejection) where the barrier is broken, or breaks or is reset
   * meanwhile. Where the action fails, the last to come throws its error, and the barrier breaks.
   */
  async wait(timeoutMs: number | undefined = this.#timeoutMs): Promise<number> {
    while (this.#round.full) await parkAsync<void>(this.#entering, VALUE);
    const round = this.#round;
    if (round.broken) throw new BrokenBarrierError();
    const index = round.count++;
    if (round.count === this.parties) {
      await this.#finish(round);
      return index;
    }
    if (timeoutMs !== undefined && !(timeoutMs > 0)) {
      this.abort();
      throw new BrokenBarrierError();
    }
    return await parkOrThrow<number>(this.#waiting, index, timeoutMs, () => {
      this.abort();
      return new BrokenBarrierError();
    });
  }

  async #finish(round: Round): Promise<void> {
    if (this.#action !== undefined) {
      round.full = true;
      try {
        await this.#action();
      } catch (error) {
        if (this.#round === round) this.abort();
        throw error;
      } finally {
        round.full = false;
        for (let w = this.#entering.shift(); w !== null; w = this.#entering.shift()) ready(w);
      }
    }
    // It may have been aborted or reset while the action ran.
    if (round.broken || this.#round !== round) throw new BrokenBarrierError();
    this.#round = newRound();
    for (let w = this.#waiting.shift(); w !== null; w = this.#waiting.shift()) ready(w);
  }

  /** Makes it as new. Who waits throws BrokenBarrierError. */
  reset(): void {
    this.#break();
    this.#round = newRound();
  }

  /** Breaks it. Who waits, and who will, throws BrokenBarrierError. */
  abort(): void {
    this.#break();
  }

  #break(): void {
    this.#round.broken = true;
    for (let w = this.#waiting.shift(); w !== null; w = this.#waiting.shift()) {
      fail(w, new BrokenBarrierError());
    }
  }

  /** How many wait now. */
  get nWaiting(): number {
    return this.#round.full || this.#round.broken ? 0 : this.#round.count;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return this.#round.broken;
  }

  toString(): string {
    const state = this.broken ? "broken" : `waiters=${this.nWaiting}/${this.parties}`;
    return `<Barrier: ${state}>`;
  }

  describe(): string {
    return this.toString();
  }
}

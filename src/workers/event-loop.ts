/// <reference lib="es2024.sharedmemory" />
/**
 * How goroutines of an event loop wait for what other threads deliver, while the loop goes on.
 *
 * Invariants:
 * - While a goroutine waits, one of these is true: a look is due, as soon as promise jobs have run dry or,
 *   during a long look, in the next turn; or the loop has said that it sleeps and a `waitAsync` on its futex
 *   is under way. So whatever is delivered is seen.
 * - Looking never keeps timers and I/O waiting for more than a few microseconds.
 * - There is at most one `waitAsync` under way: it cannot be cancelled, so it is kept for the next sleep.
 * - The process stays alive while a goroutine waits (`waitAsync` alone does not keep it so). What is only
 *   attended to does not keep it alive.
 * - What is delivered is handed on in the order in which it was, to each once. A wait that is lost by a
 *   death (death.ts) is ended with DIED, and handed on as if it were delivered.
 */

import { afterMicrotasks, macrotask } from "../runtime/platform.ts";
import { endIfLost } from "./lost-wait.ts";
import { fallAsleep, futexOf, stayAwake } from "./parker.ts";
import { LONG_LOOK_MS } from "./patience.ts";
import { KeepAlive } from "./platform.ts";
import type { Thread } from "./thread.ts";

/** Hears when an event loop sleeps. */
export interface LoopSleeper {
  /** Nothing is to be done, until something is delivered or the platform has something to do. */
  loopFellAsleep(): void;
  /** It looks again. */
  loopWoke(): void;
}

export class EventLoop {
  /** Hears of its sleeps, where anybody wants to; see watch.ts. */
  sleeper: LoopSleeper | null = null;
  readonly #thread: Thread;
  readonly #waiting: Map<number, () => void> = new Map();
  // Tickets of this package's own services, for which no goroutine waits.
  readonly #attended: Map<number, () => void> = new Map();
  readonly #keepAlive: KeepAlive = new KeepAlive();
  readonly #look: () => void = () => this.#lookOnce();
  // Whether it listens for deliveries though nothing is waited for.
  #rests = false;
  #lookIsDue = false;
  #waitIsUnderWay = false;
  #asleepSinceMs = 0;
  // When a long look ends; 0 while there is none.
  #longLookEndsMs = 0;

  constructor(thread: Thread) {
    this.#thread = thread;
    thread.onReady = (ticket) => this.#handOn(ticket);
  }

  /** Calls `onDelivered` once `ticket` is delivered. It must not run a user's code. */
  await(ticket: number, onDelivered: () => void): void {
    this.#waiting.set(ticket, onDelivered);
    this.#keepAlive.set(true);
    this.#callForLook();
  }

  /** As `await`, but the process need not stay alive for it. */
  attend(ticket: number, onDelivered: () => void): void {
    this.#attended.set(ticket, onDelivered);
    this.#callForLook();
  }

  /** From now on listens for deliveries though nothing is waited for. */
  rest(): void {
    this.#rests = true;
    this.#callForLook();
  }

  /** Forgets a ticket that will not be delivered, since its owner has cancelled it. */
  forget(ticket: number): void {
    this.#waiting.delete(ticket);
    this.#attended.delete(ticket);
    if (this.#waiting.size === 0) this.#callForLook(); // which lets the process end
  }

  #handOn(ticket: number): void {
    const waiting = this.#waiting.get(ticket);
    if (waiting !== undefined) {
      this.#waiting.delete(ticket);
      waiting();
      return;
    }
    const attended = this.#attended.get(ticket);
    if (attended !== undefined) {
      this.#attended.delete(ticket);
      attended();
      return;
    }
    this.#thread.takeNotice(ticket); // all else is waited for
    this.#endLost();
  }

  // After a death: the waits that nobody would ever end.
  #endLost(): void {
    const { words } = this.#thread;
    for (const ticket of [...this.#waiting.keys(), ...this.#attended.keys()]) {
      if (endIfLost(words, ticket)) this.#handOn(ticket);
    }
  }

  #callForLook(): void {
    if (this.#lookIsDue) return;
    this.#lookIsDue = true;
    afterMicrotasks(this.#look);
  }

  #lookOnce(): void {
    this.#lookIsDue = false;
    const { words, record, patience } = this.#thread;
    this.sleeper?.loopWoke();
    stayAwake(words, record);
    const awaited = this.#waiting.size + this.#attended.size + Number(this.#rests);
    if (this.#thread.poll() || (awaited > 0 && this.#thread.glance())) {
      if (this.#longLookEndsMs !== 0) patience.rewarded();
      this.#longLookEndsMs = 0;
      this.#callForLook();
      return;
    }
    if (awaited > 0 && this.#looksLonger()) {
      // As a macrotask, so that timers and I/O have their turns between.
      this.#lookIsDue = true;
      macrotask(this.#look);
      return;
    }
    if (this.#waiting.size === 0) this.#keepAlive.set(false);
    if (awaited === 0) return;
    this.#asleepSinceMs = performance.now();
    if (!fallAsleep(words, record)) {
      this.#callForLook();
      return;
    }
    if (!this.#waitIsUnderWay) this.#wait();
    if (!this.#lookIsDue) this.sleeper?.loopFellAsleep();
  }

  // Whether a long look begins or goes on.
  #looksLonger(): boolean {
    const { patience } = this.#thread;
    // Not through the clock seam: how long a wake-up takes is a matter of the real platform.
    const nowMs = performance.now();
    if (this.#longLookEndsMs === 0 && patience.isDue) {
      this.#longLookEndsMs = nowMs + LONG_LOOK_MS;
      return true;
    }
    if (nowMs < this.#longLookEndsMs) return true;
    if (this.#longLookEndsMs !== 0) patience.disappointed();
    this.#longLookEndsMs = 0;
    return false;
  }

  #wait(): void {
    const { words, record, patience } = this.#thread;
    const wait = Atomics.waitAsync(words, futexOf(record), 0);
    if (!wait.async) {
      this.#callForLook();
      return;
    }
    this.#waitIsUnderWay = true;
    wait.value.then(
      () => {
        this.#waitIsUnderWay = false;
        patience.slept(performance.now() - this.#asleepSinceMs);
        this.#callForLook();
      },
      () => {}, // it never rejects
    );
  }
}

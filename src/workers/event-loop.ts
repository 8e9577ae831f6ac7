/// <reference lib="es2024.sharedmemory" />
/**
 * How goroutines of an event loop wait for what other threads deliver, while the loop goes on.
 *
 * Invariants:
 * - While a goroutine waits, one of these is true: a look is due as soon as promise jobs have run dry, or
 *   the loop has said that it sleeps and a `waitAsync` on its futex is under way. So whatever is delivered
 *   is seen.
 * - There is at most one `waitAsync` under way: it cannot be cancelled, so it is kept for the next sleep.
 * - The process stays alive while a goroutine waits (`waitAsync` alone does not keep it so).
 * - What is delivered is handed on in the order in which it was, to each once.
 */

import { afterMicrotasks } from "../runtime/platform.ts";
import { fallAsleep, futexOf, stayAwake } from "./parker.ts";
import { KeepAlive } from "./platform.ts";
import type { Thread } from "./thread.ts";

export class EventLoop {
  readonly #thread: Thread;
  readonly #waiting: Map<number, () => void> = new Map();
  readonly #keepAlive: KeepAlive = new KeepAlive();
  readonly #look: () => void = () => this.#lookOnce();
  #lookIsDue = false;
  #waitIsUnderWay = false;

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

  /** Forgets a ticket that will not be delivered, since its owner has cancelled it. */
  forget(ticket: number): void {
    this.#waiting.delete(ticket);
    if (this.#waiting.size === 0) this.#callForLook(); // which lets the process end
  }

  #handOn(ticket: number): void {
    const onDelivered = this.#waiting.get(ticket) as () => void;
    this.#waiting.delete(ticket);
    onDelivered();
  }

  #callForLook(): void {
    if (this.#lookIsDue) return;
    this.#lookIsDue = true;
    afterMicrotasks(this.#look);
  }

  #lookOnce(): void {
    this.#lookIsDue = false;
    const { words, record } = this.#thread;
    stayAwake(words, record);
    if (this.#thread.poll() || (this.#waiting.size > 0 && this.#thread.watch())) {
      this.#callForLook();
      return;
    }
    if (this.#waiting.size === 0) this.#keepAlive.set(false);
    else if (!fallAsleep(words, record)) this.#callForLook();
    else if (!this.#waitIsUnderWay) this.#wait();
  }

  #wait(): void {
    const { words, record } = this.#thread;
    const wait = Atomics.waitAsync(words, futexOf(record), 0);
    if (!wait.async) {
      this.#callForLook();
      return;
    }
    this.#waitIsUnderWay = true;
    wait.value.then(
      () => {
        this.#waitIsUnderWay = false;
        this.#callForLook();
      },
      () => {}, // it never rejects
    );
  }
}

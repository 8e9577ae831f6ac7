/**
 * Python's `threading.Event`.
 *
 * Invariants:
 * - While it is set, nobody waits.
 * - Who waits when it is set goes on with true, even if it is cleared before their turn comes.
 */

import { heldPromise, parkAsync, proceed, ready } from "../runtime/scheduler.ts";
import { VALUE, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { parkFor } from "./timeout.ts";

const SET: Promise<boolean> = Promise.resolve(true);

/** A flag that threads can wait for. */
export class Event implements WaitedOn {
  readonly #queue: WaitQueue = new WaitQueue("Event.wait", this);
  #set = false;

  /** Whether the flag is set. */
  isSet(): boolean {
    return this.#set;
  }

  /** Sets the flag: all that wait for it go on. */
  set(): void {
    this.#set = true;
    for (let w = this.#queue.shift(); w !== null; w = this.#queue.shift()) ready(w);
  }

  /** Takes the flag back: from now on threads wait for it again. */
  clear(): void {
    this.#set = false;
  }

  /**
   * Waits until the flag is set, for `timeoutMs` milliseconds at most. Answers true, or false if the time
   * ran out. With a time-out that is not above 0 it only looks.
   */
  wait(timeoutMs?: number): Promise<boolean> {
    if (this.#set) return proceed() ? SET : heldPromise(true);
    if (timeoutMs === undefined) return parkAsync(this.#queue, VALUE, true);
    if (timeoutMs > 0) return parkFor(this.#queue, true, timeoutMs, false);
    return proceed() ? Promise.resolve(false) : heldPromise(false);
  }

  toString(): string {
    return `<Event: ${this.#set ? "set" : "unset"}>`;
  }

  describe(): string {
    return this.toString();
  }
}

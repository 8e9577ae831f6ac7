/**
 * Python's `threading.Event` between threads; its steps are in workers/sync/counter.ts: the counter is 0 where
 * the flag is set.
 *
 * Invariants:
 * - While it is set, nobody waits.
 * - Who waits when it is set goes on with true, even if it is cleared before their turn comes.
 */

import { WaitQueue } from "../../runtime/waiter.ts";
import {
  counter,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  type Site,
  siteOf,
} from "../../workers/index.ts";
import { within, withinSync } from "./timed.ts";

const plan = {
  kind: KIND.event,
  words: counter.COUNTER_WORDS,
  init: (words: Int32Array, address: number) => {
    words[address + counter.COUNT] = 1;
  },
};
const late = () => false;

/** A flag that threads can wait for. */
export class SharedEvent extends SharedObject {
  readonly #waiting: Entrance<boolean>;
  readonly #setting: Leaving;

  /**
   * @param at for this package: where it stands, if it has been made.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at?: Site) {
    super(at, plan);
    const { agent, address } = siteOf(this);
    this.#waiting = new Entrance<boolean>(agent, address, {
      step: counter.waitForZero,
      queue: new WaitQueue("Event.wait", this),
      conclude: () => true,
    });
    this.#setting = new Leaving(agent, address, counter.setCount);
  }

  /** Whether the flag is set. */
  isSet(): boolean {
    const { agent, address } = siteOf(this);
    return Atomics.load(agent.heap.words, address + counter.COUNT) === 0;
  }

  /** Sets the flag: all that wait for it go on. */
  set(): void {
    this.#setting.take(0, 0);
  }

  /** Takes the flag back: from now on threads wait for it again. */
  clear(): void {
    this.#setting.take(0, 1);
  }

  /**
   * Waits until the flag is set, for `timeoutMs` milliseconds at most. Answers true, or false if the time ran out.
   * With a time-out that is not above 0 it only looks.
   */
  wait(timeoutMs?: number): Promise<boolean> {
    return within(this.#waiting, timeoutMs, late, 0);
  }

  /**
   * As `wait`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   */
  waitSync(timeoutMs?: number): boolean {
    return withinSync("waitSync", this.#waiting, timeoutMs, late, 0);
  }

  override toString(): string {
    return `<SharedEvent: ${this.isSet() ? "set" : "unset"}>`;
  }

  override describe(): string {
    return `shared event ${siteOf(this).address}`;
  }
}

registerShared(plan, (at) => new SharedEvent(at));

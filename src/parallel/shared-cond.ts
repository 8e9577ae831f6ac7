/**
 * Go's sync.Cond between threads; its steps are in workers/sync/condition.ts.
 *
 * Invariants:
 * - Who waits holds its locker before, and after, however the wait ended.
 * - Who waits stands in the queue before it lets go of the locker: no signal after that is lost.
 * - `signal` wakes whoever has waited longest; one that begins to wait later never takes its place.
 * - It refers to its locker, and comes to other threads together with it.
 */

import { type Cancel, rejected, signalOf } from "../runtime/cancel.ts";
import type { Operation, Parked } from "../runtime/operation.ts";
import { WaitQueue } from "../runtime/waiter.ts";
import { NotALockerError } from "../sync/errors.ts";
import { type ForeignWaitable, LOCKING, WAITING } from "../sync/foreign.ts";
import { steps } from "../sync/steps.ts";
import {
  checkMayBlock,
  condition,
  Entrance,
  KIND,
  Leaving,
  registerShared,
  SharedObject,
  Site,
  siteOf,
} from "../workers/index.ts";
import type { SharedLocker } from "./shared-locker.ts";
import { SharedMutex } from "./shared-mutex.ts";
import { ReadSide, SharedRWMutex } from "./shared-rw-mutex.ts";

/** The address of the locker, and whether it is the readers' of an RWMutex. */
const LOCKER = condition.CONDITION_WORDS;
const IS_READ_SIDE: number = LOCKER + 1;

const plan = { kind: KIND.cond, words: IS_READ_SIDE + 1 };

/** A condition that goroutines wait for, and that others announce, on whatever threads. */
export class SharedCond extends SharedObject implements ForeignWaitable {
  /** Held while the condition is changed, looked at, or waited for. */
  readonly L: SharedLocker;
  readonly #waiting: Entrance<void>;
  readonly #notifying: Leaving;

  /**
   * @param locker a SharedMutex, a SharedRWMutex, or what its `rLocker()` gives.
   * @throws {NotALockerError} where it is none of these.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(locker: SharedLocker | Site) {
    const at = locker instanceof Site ? locker : undefined;
    const made = locker instanceof Site ? null : partOf(locker);
    super(at, {
      ...plan,
      init: (words, address) => {
        words[address + LOCKER] = siteOf((made as Part).whole).address;
        words[address + IS_READ_SIDE] = (made as Part).isReadSide ? 1 : 0;
      },
    });
    const { agent, address } = siteOf(this);
    if (made !== null) agent.handles.refer(siteOf(made.whole).address);
    this.L = locker instanceof Site ? lockerOf(locker) : locker;
    this.#waiting = new Entrance<void>(agent, address, {
      step: condition.waitForNotify,
      queue: new WaitQueue("sync.Cond.Wait", this),
      conclude: () => {},
    });
    this.#notifying = new Leaving(agent, address, condition.notify);
  }

  /**
   * Unlocks `L`, waits until it is woken, and locks `L` again before it goes on. Others may run before it does, so
   * it looks anew whether the condition holds: `while (!ready) await cond.wait();`. In a generator goroutine:
   * `yield* wait(cond)` of `goroutine-kit/gen`.
   *
   * @param cancel breaks the wait off: `L` is locked again all the same, and then the promise rejects with the
   * signal's reason. No signal is lost to one that was cancelled.
   * @throws (as a rejection) what `L.unlock` throws where it is not locked.
   */
  async wait(cancel?: Cancel): Promise<void> {
    const refused = cancel && rejected(cancel);
    if (refused) return refused;
    const ticket = this.#stand();
    try {
      await this.#waiting.wait(ticket, 0, cancel);
    } finally {
      await this.L.lock();
    }
  }

  /**
   * As `wait`, but blocks the thread.
   *
   * @throws {MustNotBlockError} on a thread that must not block.
   * @throws what `L.unlock` throws where it is not locked.
   */
  waitSync(): void {
    checkMayBlock("waitSync");
    const ticket = this.#stand();
    this.#waiting.waitBlocking(ticket);
    this.L.lockSync();
  }

  // Stands in the queue, and unlocks.
  #stand(): number {
    const ticket = this.#waiting.begin(0);
    try {
      this.L.unlock();
    } catch (error) {
      this.#waiting.leave(ticket);
      throw error;
    }
    return ticket;
  }

  /** Wakes the goroutine that has waited longest, if one waits. `L` need not be held. */
  signal(): void {
    this.#notifying.take(0, 1);
  }

  /** Wakes all that wait. `L` need not be held. */
  broadcast(): void {
    this.#notifying.take(0, condition.ALL);
  }

  describe(): string {
    return `shared cond ${siteOf(this).address} (${this.L.describe()})`;
  }

  [WAITING](cancel?: Cancel): Operation<void> {
    return steps(() => this.#waitSteps(cancel));
  }

  *#waitSteps(cancel?: Cancel): Generator<Parked, void, unknown> {
    if (cancel !== undefined && signalOf(cancel).aborted) throw signalOf(cancel).reason;
    const ticket = this.#stand();
    try {
      yield* this.#waiting.waitOperation(ticket, 0, cancel);
    } finally {
      yield* this.L[LOCKING]();
    }
  }
}

/** What a locker is, or is a side of. */
interface Part {
  readonly whole: SharedMutex | SharedRWMutex;
  readonly isReadSide: boolean;
}

function partOf(locker: SharedLocker): Part {
  if (locker instanceof SharedMutex || locker instanceof SharedRWMutex) {
    return { whole: locker, isReadSide: false };
  }
  if (locker instanceof ReadSide) return { whole: locker.rw, isReadSide: true };
  throw new NotALockerError("SharedCond", locker);
}

function lockerOf({ agent, address }: Site): SharedLocker {
  const { words } = agent.heap;
  const of = words[address + LOCKER] as number;
  agent.handles.refer(of);
  const whole = agent.handles.arrive(of) as SharedMutex | SharedRWMutex;
  return words[address + IS_READ_SIDE] === 1 ? (whole as SharedRWMutex).rLocker() : whole;
}

registerShared(
  plan,
  (at) => new SharedCond(at),
  (agent, address) => agent.handles.drop(agent.heap.words[address + LOCKER] as number),
);

/**
 * A worker of a ProcessPoolExecutor, as the thread has it that made the executor: a thread of the platform's, a
 * channel to it and one from it.
 *
 * Invariants:
 * - It is given a call only while it has none.
 * - What it was given and has not answered when it ends is told to its executor with that end.
 */

import { throwUncaught } from "../../runtime/platform.ts";
import {
  attendTo,
  carriedHome,
  type HostEnd,
  home,
  Outbox,
  type Place,
  SharedChannel,
  type StartedThread,
} from "../../workers/index.ts";
import type { Future } from "../futures/future.ts";
import { type Answer, type Order, startPoolProcess } from "./pool-process-role.ts";

/** A call that was submitted. */
export interface Call {
  readonly future: Future<unknown>;
  readonly fn: Place;
  /** The slot of what it is called with, an array. */
  readonly args: Int32Array;
}

/** What each worker calls first. */
export interface Initializer {
  readonly fn: Place | undefined;
  /** Puts what it is called with into a slot of its own. */
  readonly args: () => Int32Array;
}

/** What hears from a worker. */
export interface Employer {
  /** It has ended its call, and can be given another. */
  idle(worker: PoolProcess): void;
  ended(worker: PoolProcess, end: HostEnd): void;
}

/** As many values as lie before a worker at once: a call and what it is called with. */
const CALL_VALUES = 2;

export class PoolProcess {
  readonly #calls: SharedChannel<unknown>;
  readonly #answers: SharedChannel<unknown>;
  readonly #outbox: Outbox;
  readonly #thread: StartedThread;
  readonly #name: string;
  #call: Call | null = null;
  #count = 0;

  constructor(name: string, { fn, args }: Initializer, employer: Employer) {
    const agent = home();
    this.#name = name;
    this.#calls = SharedChannel.make<unknown>(agent, CALL_VALUES);
    this.#answers = SharedChannel.make<unknown>(agent, 1);
    this.#outbox = new Outbox(agent, this.#calls.address);
    const employment = {
      calls: this.#calls.address,
      answers: this.#answers.address,
      initializer: fn,
      initargs: args(),
    };
    let end: HostEnd;
    this.#thread = startPoolProcess(employment, name, (how) => {
      end = how;
      this.#answers.close(); // what it has answered is heard before its end
    });
    const hear = (slot: Int32Array) => {
      this.#hear(agent.slots.take(slot) as Answer);
      employer.idle(this);
    };
    attendTo(agent, this.#answers.address, hear, () => employer.ended(this, end));
  }

  /** The call that it has, if it has one. */
  get call(): Call | null {
    return this.#call;
  }

  /** Gives it a call. */
  give(call: Call): void {
    this.#call = call;
    const order: Order = { id: ++this.#count, fn: call.fn };
    this.#outbox.post(order);
    this.#outbox.postSlot(call.args);
  }

  #hear(told: Answer): void {
    const { future } = this.#call as Call;
    this.#call = null;
    if ("thrown" in told) future.setException(carriedHome(told.thrown, `    at ${this.#name}`));
    else future.setResult(told.result);
  }

  /** Has it end when it has done what it was given. */
  dismiss(): void {
    this.#calls.close();
  }

  /** Ends it, whatever it does. */
  terminate(): void {
    this.#thread.terminate().catch(throwUncaught);
  }
}

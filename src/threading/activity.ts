/**
 * A thread that was started: what the run queue and the list of the living know of it. It is the owner
 * of what the thread waits for.
 *
 * Invariants:
 * - It is in the list of the living from its start until it has ended.
 * - It ends once, and then its joiners go on.
 */

import { delist, type Live } from "../runtime/live.ts";
import { ambient, runAs } from "../runtime/owner.ts";
import type { AsyncLocal } from "../runtime/platform.ts";
import { promiseResolved, type Runnable } from "../runtime/runqueue.ts";
import { ready } from "../runtime/scheduler.ts";
import { type Form, type Owner, START, WaitQueue } from "../runtime/waiter.ts";
import { callExcepthook } from "./excepthook.ts";

/** What an activity knows of its thread. */
export interface Threadlike {
  readonly name: string;
  readonly ident: number | undefined;
  readonly daemon: boolean;
  run(): unknown;
  toString(): string;
}

export class Activity implements Runnable, Live {
  readonly id: number;
  thread: Threadlike;
  older: Live | null = null;
  newer: Live | null = null;
  /** Whether its code goes on after awaits without being followed (identity.ts). */
  unfollowed = false;
  ended = false;
  #joiners: WaitQueue | null = null;
  #entered: AsyncLocal<Owner> | null = null;

  constructor(thread: Threadlike, id: number) {
    this.thread = thread;
    this.id = id;
  }

  get name(): string {
    return this.thread.name;
  }

  get form(): Form {
    return START;
  }

  /** Those who wait until it has ended. Most threads have none, or one late. */
  joiners(): WaitQueue {
    this.#joiners ??= new WaitQueue("Thread.join", { describe: () => this.thread.toString() });
    return this.#joiners;
  }

  run(): void {
    let result: unknown;
    try {
      result = this.stretch(() => this.thread.run());
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (!isThenable(result)) {
      this.end();
      return;
    }
    promiseResolved(); // it may have ended already
    result.then(
      () => this.end(),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Calls `fn` as the thread, and is followed through what it awaits where threads are followed. */
  stretch<R>(fn: () => R): R {
    this.unfollowed = ambient === null;
    try {
      return runAs(this, fn);
    } finally {
      this.#entered?.enter(undefined);
      this.#entered = null;
    }
  }

  /**
   * Has this stretch, which began without being followed, be followed from here on. What the platform
   * knows as its context is then not the thread's alone (on Node 20 it is that of all code which began
   * before anything was followed), so it is left again at the stretch's end.
   */
  enter(local: AsyncLocal<Owner>): void {
    local.enter(this);
    this.#entered = local;
    this.unfollowed = false;
  }

  /** Runs `fn` as a part of the thread, though its first stretch may be long over. */
  async runPart(fn: () => Promise<void>): Promise<void> {
    await this.stretch(fn);
    this.unfollowed = false;
  }

  #fail(error: unknown): void {
    // One that a simulation has left behind fails unheard.
    if (this.newer !== null) this.stretch(() => callExcepthook(error, this.thread));
    this.end();
  }

  /** Takes it out of the list of the living, and lets its joiners go on. */
  end(): void {
    this.ended = true;
    this.unfollowed = false;
    delist(this);
    const joiners = this.#joiners;
    if (joiners === null) return;
    for (let w = joiners.shift(); w !== null; w = joiners.shift()) ready(w);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}

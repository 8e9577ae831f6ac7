/**
 * Python's `threading.Thread`, scheduled cooperatively on the one thread that runs JavaScript: another
 * thread can run only where this one awaits.
 *
 * Invariants:
 * - `start` returns before `run` is called, with the thread alive.
 * - A thread is alive from `start` until what `run` answered has settled; then its joiners go on.
 * - An error that escapes `run` reaches the excepthook exactly once, and nothing else.
 */

import { callerStack } from "../runtime/frames.ts";
import { enlist, nextId, nextNumber } from "../runtime/live.ts";
import { currentOwner } from "../runtime/owner.ts";
import { recordingStarts, recordStart } from "../runtime/panic.ts";
import { heldPromise, makeRunnable, proceed, READY } from "../runtime/scheduler.ts";
import type { WaitedOn } from "../runtime/waiter.ts";
import { Activity } from "./activity.ts";
import { NotCallableError, RuntimeError } from "./errors.ts";
import { calls, followIfCheap } from "./identity.ts";
import { parkFor } from "./timeout.ts";
import "../runtime/trace.ts";

/** What a Thread is made of; all of it may be left out. */
export interface ThreadOptions<A extends readonly unknown[] = readonly []> {
  /** What `run` calls; it may answer a promise, and the thread lives until that has settled. */
  readonly target?: (...args: A) => unknown;
  /** What `target` is called with. */
  readonly args?: A;
  /** For messages; by default `Thread-1`, or `Thread-1 (target)`, counting up. */
  readonly name?: string;
  /** Whether `main` does not wait for it; by default as the thread that makes it, where that is known. */
  readonly daemon?: boolean;
}

/** For this room: what `thread` does; it was started. */
export let activityOf: (thread: Thread) => Activity;
/** For this room: makes `thread` one that was started elsewhere, as `activity`. */
export let attach: (thread: Thread, activity: Activity) => void;

/**
 * A thread. Give it a target, or extend it and override `run`.
 *
 * ```ts
 * const thread = new Thread({ target: serve, args: [queue] });
 * thread.start();
 * await thread.join();
 * ```
 */
export class Thread<A extends readonly unknown[] = readonly unknown[]> implements WaitedOn {
  #name: string;
  #daemon: boolean;
  #target: ((...args: A) => unknown) | undefined;
  #args: A | undefined;
  #activity: Activity | null = null;

  static {
    attach = (thread, activity) => {
      thread.#activity = activity;
      activity.thread = thread;
    };
    activityOf = (thread) => thread.#activity as Activity;
  }

  /** @throws {NotCallableError} where there is a target and it is no function. */
  constructor(options: ThreadOptions<A> = {}) {
    const { target, args, name, daemon } = options;
    if (target !== undefined && typeof target !== "function") {
      throw new NotCallableError("Thread: target", target);
    }
    this.#target = target;
    this.#args = args;
    this.#name = name ? String(name) : defaultName(target);
    this.#daemon = daemon ?? madeByDaemon();
  }

  /** What the thread does: calls its target. Override it in a class of your own. */
  run(): unknown {
    const target = this.#target;
    const args = this.#args ?? ([] as unknown as A);
    // What it was given is not kept alive by a thread that has ended.
    this.#target = undefined;
    this.#args = undefined;
    return target?.(...args);
  }

  /**
   * Has the thread run.
   *
   * @throws {RuntimeError} where it was started before.
   */
  start(): void {
    if (this.#activity !== null) throw new RuntimeError("threads can only be started once");
    followIfCheap();
    const activity = new Activity(this, nextId());
    this.#activity = activity;
    enlist(activity);
    if (recordingStarts()) recordStart(activity, callerStack());
    makeRunnable(activity);
  }

  /**
   * Waits until the thread has ended, for `timeoutMs` milliseconds at most: `isAlive` says then whether it
   * has. A negative time-out is one of 0, as in Python. It never throws what the thread has thrown.
   *
   * That a thread joins itself is noticed where it is known who calls: before its first await, and where
   * threads are followed (see currentThread).
   *
   * @throws {RuntimeError} (as a rejection) where the thread was not started, or calls itself.
   */
  join(timeoutMs?: number): Promise<void> {
    const activity = this.#activity;
    if (activity === null) {
      return Promise.reject(new RuntimeError("cannot join thread before it is started"));
    }
    if (calls(activity)) {
      return Promise.reject(new RuntimeError("cannot join current thread"));
    }
    if (activity.ended || (timeoutMs !== undefined && !(timeoutMs > 0))) {
      return proceed() ? READY : heldPromise(undefined);
    }
    return parkFor<void>(activity.joiners(), undefined, timeoutMs, undefined);
  }

  /** Whether it was started and has not ended. */
  isAlive(): boolean {
    return this.#activity !== null && !this.#activity.ended;
  }

  /** For messages; any number of threads may have the same. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = String(name);
  }

  /** A number of its own; undefined until it is started. */
  get ident(): number | undefined {
    return this.#activity?.id;
  }

  /**
   * Whether `main` does not wait for it.
   *
   * @throws {RuntimeError} where it is set once the thread was started.
   */
  get daemon(): boolean {
    return this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (this.#activity !== null) {
      throw new RuntimeError("cannot set daemon status of active thread");
    }
    this.#daemon = daemon;
  }

  toString(): string {
    const activity = this.#activity;
    const status = activity === null ? "initial" : activity.ended ? "stopped" : "started";
    const daemon = this.#daemon ? " daemon" : "";
    const ident = activity === null ? "" : ` ${activity.id}`;
    return `<${this.constructor.name}(${this.#name}, ${status}${daemon}${ident})>`;
  }

  describe(): string {
    return this.toString();
  }
}

function defaultName(target: ((...args: never[]) => unknown) | undefined): string {
  const name = `Thread-${nextNumber("Thread")}`;
  return target === undefined || target.name === "" ? name : `${name} (${target.name})`;
}

function madeByDaemon(): boolean {
  const maker = currentOwner();
  return maker instanceof Activity && maker.thread.daemon;
}

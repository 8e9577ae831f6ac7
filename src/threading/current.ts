/**
 * The threads there are, and the one that calls: Python's `current_thread`, `main_thread`, `enumerate`,
 * `active_count` and `get_ident`.
 *
 * Invariants:
 * - The main thread is there before all others. In a simulation it is the goroutine that `simulate` was
 *   given.
 * - A goroutine of the other wing that asks is a dummy thread, the same one each time.
 */

import { liveGoroutines } from "../runtime/live.ts";
import type { Owner } from "../runtime/waiter.ts";
import { Activity } from "./activity.ts";
import { RuntimeError } from "./errors.ts";
import { caller, mainActivity } from "./identity.ts";
import { attach, Thread } from "./thread.ts";

/** What runs without having been started as a thread. It ends when the function given to `main` does. */
class MainThread extends Thread {}

const theMainThread: Thread = new MainThread({ name: "MainThread", daemon: false });
attach(theMainThread, mainActivity);

/** Python's dummy thread: stands for what runs and is no Thread. */
class DummyThread extends Thread {
  override isAlive(): boolean {
    return true;
  }

  override join(): Promise<void> {
    return Promise.reject(new RuntimeError("cannot join a dummy thread"));
  }
}

const dummies = new WeakMap<Owner, Thread>();

function dummyOf(owner: Owner): Thread {
  let dummy = dummies.get(owner);
  if (dummy === undefined) {
    dummy = new DummyThread({ name: `Dummy-${owner.id}`, daemon: true });
    attach(dummy, new Activity(dummy, owner.id));
    dummies.set(owner, dummy);
  }
  return dummy;
}

/**
 * The thread that calls. Nothing in JavaScript tells after an `await`, so on Node 20 and 22 the first call
 * has threads be followed from then on, which doubles the cost of every await. Make it, or an RLock,
 * before those threads start that shall be known after an await. Later Nodes follow all threads, at no cost.
 *
 * @throws {ThreadIdentityError} where it is not known: the caller may be a thread that was past its first
 * await when the first call was made, or the platform (a browser) has no AsyncLocalStorage.
 */
export function currentThread(): Thread {
  const owner = caller();
  return owner instanceof Activity ? (owner.thread as Thread) : dummyOf(owner);
}

/**
 * The ident of the thread that calls.
 *
 * @throws {ThreadIdentityError} as currentThread.
 */
export function getIdent(): number {
  return caller().id;
}

/** The thread that runs what was not started as a thread. Its ident is 0. */
export function mainThread(): Thread {
  return theMainThread;
}

/** All threads that are alive, the main thread first, then in the order in which they were started. */
export function enumerate(): Thread[] {
  const started = liveGoroutines().filter((owner) => owner instanceof Activity);
  const others = started.filter((activity) => activity !== mainActivity);
  const all = others.map((activity) => activity.thread as Thread);
  return mainActivity.ended ? all : [theMainThread, ...all];
}

/** How many threads are alive: as many as `enumerate` answers. */
export function activeCount(): number {
  return enumerate().length;
}

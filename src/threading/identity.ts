/**
 * Which thread calls.
 *
 * JavaScript does not say so once an async function has gone on after an `await`. AsyncLocalStorage
 * does; it costs nothing on Node 24 and later, where threads are followed from the first one on. On Node 20
 * and 22 it doubles the cost of every await in the process (measured: 47 to 106 ns), so there threads are
 * not followed until something needs to know: the first RLock, Condition with a lock of its own, `local`,
 * or call of currentThread() or getIdent(). What needs no identity - Lock, Condition(new Lock()),
 * Semaphore, Event, Barrier, Queue, Thread, executors - never pays.
 *
 * Terms:
 * - A stranger is a thread, or an async goroutine, that was past its first stretch of code when following
 *   began. Its calls carry no owner, and neither do those of the main thread.
 *
 * Invariants:
 * - The answer is never wrong: a call without an owner is the main thread's if no stranger lives, and
 *   an error while one does.
 * - A thread that is in its first stretch when following begins is followed from there.
 */

import { Goroutine } from "../runtime/goroutine.ts";
import { liveGoroutines } from "../runtime/live.ts";
import { ambient, currentOwner, followOwners, running } from "../runtime/owner.ts";
import { asyncLocal, asyncLocalIsCheap } from "../runtime/platform.ts";
import { simulated } from "../runtime/turn.ts";
import type { Owner, Waiter } from "../runtime/waiter.ts";
import { Activity } from "./activity.ts";
import { ThreadIdentityError } from "./errors.ts";

/** What the main thread does: all that no thread and no goroutine does. It began with the process. */
export const mainActivity: Activity = new Activity(
  { name: "MainThread", ident: 0, daemon: false, run() {} },
  0,
);

let followed = false;
let strangers: readonly Owner[] = [];

/** Has threads be followed from the first one on, where that costs nothing. */
export function followIfCheap(): void {
  if (asyncLocalIsCheap) follow();
}

/** Has threads be followed across their awaits from now on, where the platform can. */
export function follow(): void {
  if (followed) return;
  followed = true;
  const local = ambient ?? asyncLocal<Owner>();
  if (local === undefined) return;
  if (running instanceof Activity && running.unfollowed) running.enter(local);
  // Goroutines are followed from their start where they are traced.
  const mayBeStrange = ambient === null ? isStranger : isStrangeThread;
  strangers = liveGoroutines().filter(mayBeStrange);
  followOwners(local);
}

function isStrangeThread(owner: Owner): boolean {
  return owner instanceof Activity && owner.unfollowed;
}

function isStranger(owner: Owner): boolean {
  if (owner instanceof Activity) return owner.unfollowed && owner !== mainActivity;
  return !(owner instanceof Goroutine) && !isRoot(owner);
}

/** The main goroutine of a simulation is its main thread. */
function isRoot(owner: Owner): boolean {
  return owner.id === 1 && simulated;
}

/**
 * Who calls: a thread's record, a goroutine of the other wing, or `mainActivity`.
 *
 * @throws {ThreadIdentityError} where that is not known.
 */
export function caller(): Owner {
  follow();
  const owner = currentOwner();
  if (owner !== null) return isRoot(owner) ? mainActivity : owner;
  const unknown = livingStrangers();
  if (unknown.length > 0) {
    throw new ThreadIdentityError(
      unknown.map((stranger) => stranger.name),
      ambient !== null,
    );
  }
  return mainActivity;
}

/** Whether `activity` is known to call. Threads are not followed for that. */
export function calls(activity: Activity): boolean {
  const owner = currentOwner();
  if (owner === null) return activity === mainActivity && livingStrangers().length === 0;
  return (isRoot(owner) ? mainActivity : owner) === activity;
}

/** Who `w` belongs to; its thread was known when it parked. */
export function ownerOf(w: Waiter): Owner {
  const owner = w.owner;
  return owner === null || isRoot(owner) ? mainActivity : owner;
}

function livingStrangers(): readonly Owner[] {
  if (ambient === null) return liveGoroutines().filter(isStranger);
  if (strangers.length === 0) return strangers;
  const living = new Set(liveGoroutines());
  strangers = strangers.filter((owner) => living.has(owner) && isStranger(owner));
  return strangers;
}

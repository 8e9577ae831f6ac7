/**
 * What the worker thread of an OsThread does: it finds the target and calls it, leaves behind what it has thrown, and
 * says that it has ended.
 *
 * Invariants:
 * - What was thrown is in its place before the end is said, and the end is said once.
 * - The target is called in a Thread of the same name, so `currentThread()` is that one. Others that it has started
 *   there go on when it has ended.
 */

import {
  carry,
  counter,
  describeThrown,
  home,
  Leaving,
  newSlot,
  type Place,
  putSlot,
  role,
  SLOT_WORDS,
  type Start,
} from "../../workers/index.ts";
import { Thread } from "../thread.ts";
import { findAtStart } from "./bootstrapping.ts";
import "./shared-objects.ts";

/** What the worker is told. */
export interface Task {
  readonly name: string;
  readonly target: Place;
  /** The slot of what it is called with, an array. */
  readonly args: Int32Array;
  /** The address of the counter that becomes 0 at its end. */
  readonly end: number;
  /** The address of THROWN_WORDS for what it has thrown: 1 where it has, and a slot with that. */
  readonly thrown: number;
}

export const THROWN_WORDS: number = 1 + SLOT_WORDS;

/** Starts the worker. */
export const startOsThread: Start<Task> = role("OsThread", import.meta.url, play);

async function play({ name, target, args, end, thrown }: Task): Promise<void> {
  const agent = home();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown) => {
    failure = { error };
  };
  try {
    const fn = (await findAtStart(target)) as (...args: unknown[]) => unknown;
    // Now that its module is there, all is there that it takes.
    const given = agent.slots.take(args) as unknown[];
    const thread = new Thread({ name, target: () => call(fn, given, fail) });
    thread.start();
    await thread.join();
  } catch (error) {
    fail(error);
  }
  if (failure !== undefined) {
    const slot = newSlot();
    put(failure.error, slot);
    putSlot(agent.heap.words, thrown + 1, slot);
    agent.heap.words[thrown] = 1;
  }
  new Leaving(agent, end, counter.setCount).take(0, 0);
}

async function call(
  fn: (...args: unknown[]) => unknown,
  args: unknown[],
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    await fn(...args);
  } catch (error) {
    fail(error);
  }
}

// Not all that can be thrown can cross.
function put(error: unknown, slot: Int32Array): void {
  const { slots } = home();
  try {
    slots.put(carry(error), slot);
  } catch {
    slots.put(describeThrown(error), slot);
  }
}

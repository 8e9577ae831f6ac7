/**
 * What a worker of a ProcessPoolExecutor does: it makes itself ready, then takes the calls that it is told, one after
 * another, and tells how each has ended, until there are no more.
 *
 * Invariants:
 * - Every call that it takes is answered once, as long as it lives.
 * - A worker whose initializer fails ends, as Python's does.
 */

import { throwUncaught, writeReport } from "../../runtime/platform.ts";
import {
  attendTo,
  type Carried,
  carry,
  describeThrown,
  endThread,
  home,
  KeepAlive,
  newSlot,
  Outbox,
  type Place,
  role,
  type Start,
} from "../../workers/index.ts";
import { traceback } from "../traceback.ts";
import { findAtStart } from "./bootstrapping.ts";
import "./shared-objects.ts";

/** What the worker is told at its start. */
export interface Employment {
  /** The addresses of the channels of its calls and its answers. */
  readonly calls: number;
  readonly answers: number;
  /** What it calls first, if anything, and the slot of what that is called with. */
  readonly initializer: Place | undefined;
  readonly initargs: Int32Array;
}

/** A call, as it travels. What it is called with follows: that may need the function's module to be had. */
export interface Order {
  readonly id: number;
  readonly fn: Place;
}

/** How a call has ended, as it travels. */
export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly thrown: Carried };

/** Starts a worker. */
export const startPoolProcess: Start<Employment> = role(
  "ProcessPoolExecutor",
  import.meta.url,
  play,
);

type AnyFunction = (...args: unknown[]) => unknown;

async function play({ calls, answers, initializer, initargs }: Employment): Promise<void> {
  const agent = home();
  const outbox = new Outbox(agent, answers);
  new KeepAlive().set(true); // the thread, until there are no more calls
  if (initializer !== undefined && !(await initialize(initializer, initargs))) return endThread();
  let order: Order | null = null;
  attendTo(
    agent,
    calls,
    (slot) => {
      if (order === null) {
        order = agent.slots.take(slot) as Order;
        return;
      }
      perform(order, slot.slice(), outbox).catch(throwUncaught); // it answers all errors
      order = null;
    },
    endThread,
  );
}

async function initialize(initializer: Place, initargs: Int32Array): Promise<boolean> {
  try {
    const fn = (await findAtStart(initializer)) as AnyFunction;
    await fn(...(home().slots.take(initargs) as unknown[]));
    return true;
  } catch (error) {
    writeReport(`Exception in initializer:\n${traceback(error)}`);
    return false;
  }
}

async function perform({ id, fn: place }: Order, args: Int32Array, outbox: Outbox): Promise<void> {
  try {
    const fn = (await findAtStart(place)) as AnyFunction;
    const given = home().slots.take(args) as unknown[];
    answer(outbox, { id, result: await fn(...given) });
  } catch (error) {
    fail(outbox, id, error);
  }
}

// A result that cannot cross is the error of its call.
function answer(outbox: Outbox, told: Answer): void {
  const { slots } = home();
  const slot = newSlot();
  slots.put(told, slot);
  outbox.postSlot(slot);
}

function fail(outbox: Outbox, id: number, error: unknown): void {
  try {
    answer(outbox, { id, thrown: carry(error) });
  } catch {
    answer(outbox, { id, thrown: describeThrown(error) });
  }
}

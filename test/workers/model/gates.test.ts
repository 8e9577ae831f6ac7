// Every order of the steps of small programs at the gates that locks, semaphores, conditions and the like are
// made of: one at a time where it must be, nobody left outside, nothing lost to one that gives up or dies.

import { describe, expect, it } from "vitest";
import * as parker from "../../../src/workers/parker.ts";
import * as barrier from "../../../src/workers/sync/barrier.ts";
import * as condition from "../../../src/workers/sync/condition.ts";
import * as counter from "../../../src/workers/sync/counter.ts";
import * as gate from "../../../src/workers/sync/gate.ts";
import * as holdings from "../../../src/workers/sync/holdings.ts";
import * as mutex from "../../../src/workers/sync/mutex.ts";
import * as once from "../../../src/workers/sync/once.ts";
import * as queue from "../../../src/workers/sync/queue.ts";
import * as rLock from "../../../src/workers/sync/r-lock.ts";
import * as rwMutex from "../../../src/workers/sync/rw-mutex.ts";
import * as semaphore from "../../../src/workers/sync/semaphore.ts";
import * as thread from "../../../src/workers/thread.ts";
import { lockOf, ticketWords } from "../../../src/workers/ticket.ts";
import * as waitList from "../../../src/workers/wait-list.ts";
import { type Gates, run, type Scene } from "./gates.ts";
import { pairs, scenes } from "./scenes/scenes.ts";

const gates: Gates = {
  barrier,
  condition,
  counter,
  gate,
  holdings,
  mutex,
  once,
  queue,
  "r-lock": rLock,
  "rw-mutex": rwMutex,
  semaphore,
  thread,
  "wait-list": waitList,
  ticketWords,
  threadWords: parker.THREAD_WORDS,
};

describe("a gate", () => {
  // Where a wait is lost, its lock is found by the address of its queue: see lockOf.
  it.each([
    ["barrier", [barrier.WAITING]],
    ["condition", [condition.WAITING]],
    ["counter", [counter.WAITING]],
    ["mutex", [mutex.WAITING]],
    ["once", [once.WAITING]],
    ["queue", [queue.GETTERS, queue.PUTTERS, queue.JOINERS]],
    ["reentrant lock", [rLock.WAITING]],
    ["rw mutex", [rwMutex.WAITING_READERS, rwMutex.WAITING_WRITERS]],
    ["semaphore", [semaphore.WAITING, semaphore.HOPELESS]],
  ])("has its queues in the cache line of its lock: a %s", (_name, queues) => {
    const at = 16 + 2; // objects begin two words into a block
    for (const offset of queues) expect(lockOf(at + offset)).toBe(at + gate.LOCK);
  });
});

describe("whatever the order of steps, the gates keep their word when", () => {
  it.each(Object.entries(scenes))("%s", (_name, scene) => {
    const { fault, ends, states } = run(gates, scene, "section");
    expect(fault).toBeNull();
    expect(ends.length).toBeGreaterThan(0);
    expect(states).toBeGreaterThan(4);
  });
});

describe("no two threads race for a word when", () => {
  it.each(pairs)("%s", (name) => {
    const { fault, states } = run(gates, scenes[name] as Scene, "access");
    expect(fault).toBeNull();
    expect(states).toBeGreaterThan(300);
  });
});

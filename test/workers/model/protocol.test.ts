// Every order of the steps of small programs, on the code itself: nothing is lost, nothing comes twice,
// and nobody sleeps who could go on. And the lock below it is one.

import { describe, expect, it } from "vitest";
import * as blocking from "../../../src/workers/blocking.ts";
import { lock, unlock } from "../../../src/workers/futex.ts";
import * as operations from "../../../src/workers/operations.ts";
import * as parker from "../../../src/workers/parker.ts";
import * as rendezvous from "../../../src/workers/rendezvous.ts";
import * as thread from "../../../src/workers/thread.ts";
import * as ticket from "../../../src/workers/ticket.ts";
import { pairs, programs } from "./catalogue.ts";
import { explore } from "./explore.ts";
import { type Grain, Machine, type Operation } from "./machine.ts";
import { type Program, run } from "./programs.ts";

const protocol = { ...blocking, ...operations, ...parker, ...rendezvous, ...thread, ...ticket };

const LOCK = 1;
const COUNTER = 2;

/** Counts, plainly, under a lock. */
const count: Operation = (words, owner) => {
  lock(words, LOCK, owner + 1, 0);
  words[COUNTER] = (words[COUNTER] as number) + 1;
  unlock(words, LOCK);
};

describe("whatever the order of steps, a lock", () => {
  it.each<[Grain, Operation[][]]>([
    ["access", [[count], [count]]],
    [
      "access",
      [
        [count, count],
        [count, count],
      ],
    ],
    ["atomic", [[count], [count], [count]]],
    ["atomic", [[count, count], [count], [count]]],
  ])("lets in one at a time and leaves nobody outside, by each %s", (grain, threads) => {
    const machine = new Machine(threads, grain);
    const counts = threads.flat().length;
    const { fault, ends } = explore(machine, machine.start(new Int32Array(3)), (end) => {
      const asleep = end.threads.some((t) => t.asleepOn >= 0);
      return asleep || end.memory[COUNTER] !== counts ? "someone was left outside" : null;
    });
    expect(fault).toBeNull();
    expect(ends.length).toBeGreaterThan(0);
  });
});

describe("whatever the order of steps, the protocol of shared channels keeps its word when", () => {
  it.each(Object.entries(programs))("%s", (_name, program) => {
    const { fault, ends } = run(protocol, program, "section");
    expect(fault).toBeNull();
    expect(ends.length).toBeGreaterThan(0);
  });

  it.each(pairs)("%s, lock and all", (name) => {
    const { fault, states } = run(protocol, programs[name] as Program, "atomic");
    expect(fault).toBeNull();
    expect(states).toBeGreaterThan(100);
  });
});

describe("no two threads race for a word when", () => {
  it.each(pairs)("%s", (name) => {
    const { fault, states } = run(protocol, programs[name] as Program, "access");
    expect(fault).toBeNull();
    expect(states).toBeGreaterThan(1000);
  });
});

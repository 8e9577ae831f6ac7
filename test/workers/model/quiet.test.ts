// Every order of the steps of threads that become quiet, wake each other and are looked at meanwhile: none is
// taken to be quiet for good that wakes once more.

import { describe, expect, it } from "vitest";
import { deliver, hasReady, sleep, takeReady } from "../../../src/workers/parker.ts";
import { areQuietForGood, fallQuiet, isQuiet, QUIET, stir } from "../../../src/workers/quiet.ts";
import { THREAD } from "../../../src/workers/ticket.ts";
import { type Exploration, explore } from "./explore.ts";
import { Machine, type Operation } from "./machine.ts";

const RECORDS = [16, 32];
/** Two tickets for each thread. */
const TICKETS = [48, 64, 80, 96];
const WORDS = 112;
/** 1 once all were found quiet for good. */
const ENDED = 1;

type Look = (words: Int32Array, records: readonly number[]) => boolean;

/** Sleeps, quietly, for the `nth` time; says whether it was woken after the end. */
function sleepQuietly(nth: number): Operation {
  return (words, thread) => {
    const record = RECORDS[thread] as number;
    fallQuiet(words, record, nth);
    sleep(words, record);
    stir(words, record);
    takeReady(words, record);
    return Atomics.load(words, ENDED) === 1 ? "woken after the end" : "woken";
  };
}

/** Delivers the ticket with that number, to the thread whose it is. */
function wake(number: number): Operation {
  return (words) => {
    deliver(words, TICKETS[number] as number);
    return "woke";
  };
}

function lookBy(look: Look): Operation {
  return (words) => {
    if (!look(words, RECORDS)) return "not yet";
    Atomics.store(words, ENDED, 1);
    return "the end";
  };
}

/** The number of its quiet sleep, read in the wrong order. */
function sleepOf(words: Int32Array, record: number): number {
  const sleep = Atomics.load(words, record + QUIET);
  return hasReady(words, record) ? 0 : sleep;
}

function exploreLooks(look: Look): Exploration {
  const memory = new Int32Array(WORDS);
  TICKETS.forEach((ticket, number) => {
    memory[ticket + THREAD] = RECORDS[number >> 1] as number;
  });
  const threads = [
    [wake(2), sleepQuietly(1), wake(3), sleepQuietly(2)],
    [sleepQuietly(1), wake(0), sleepQuietly(2), sleepQuietly(3)],
    [lookBy(look), lookBy(look)],
  ];
  const machine = new Machine(threads, "atomic");
  return explore(machine, machine.start(memory), ({ threads: ended }) =>
    ended.some((thread) => thread.results.includes("woken after the end"))
      ? "woken after the end"
      : null,
  );
}

describe("threads that are found quiet for good", () => {
  it("never wake, whatever the order of steps", () => {
    const { fault, ends } = exploreLooks(areQuietForGood);
    expect(fault).toBeNull();
    const found = ends.filter((end) => end.threads[2]?.results.includes("the end"));
    expect(found.length).toBeGreaterThan(0);
  });

  it.each<[string, Look]>([
    ["once", (words, records) => records.every((r) => isQuiet(words, r) && !hasReady(words, r))],
    [
      "for what was delivered after whether they are quiet",
      (words, records) => {
        const sleeps = records.map((record) => sleepOf(words, record));
        return !sleeps.includes(0) && records.every((r, i) => sleepOf(words, r) === sleeps[i]);
      },
    ],
    [
      "twice, but not whether they slept on",
      (words, records) =>
        [1, 2].every(() => records.every((r) => isQuiet(words, r) && !hasReady(words, r))),
    ],
  ])("might wake, were they looked at %s", (_how, look) => {
    expect(exploreLooks(look).fault).toContain("woken after the end");
  });
});

// What is explored of counters, of what is done once, and of barriers.

import {
  act,
  type Deed,
  type End,
  GATE,
  type Gates,
  LEFT,
  note,
  pass,
  passOrLeave,
  readNote,
  type Scene,
} from "../gates.ts";
import { readings } from "./ends.ts";

const waitForZero: Deed = (a) => pass(a, a.p.counter.waitForZero, 0);
const countDown: Deed = (a) => {
  note(a);
  return act(a, a.p.counter.add, 0, -1);
};
const readAtZero: Deed = (a) => {
  pass(a, a.p.counter.waitForZero, 0);
  return readNote(a);
};
const doOnce: Deed = (a) => {
  if (pass(a, a.p.once.enterOnce, a.t.owner) === a.p.once.YOURS) {
    note(a);
    act(a, a.p.once.leaveOnce, 0);
  }
  return readNote(a);
};
const doOnceOrLeave: Deed = (a) => {
  const { enterOnce, leaveOnce, YOURS } = a.p.once;
  const outcome = passOrLeave(a, enterOnce, a.p.gate.nobodyElse, a.t.owner);
  if (outcome === LEFT) return LEFT;
  if (outcome === YOURS) {
    note(a);
    act(a, leaveOnce, 0);
  }
  return readNote(a);
};
const arrive: Deed = (a) => pass(a, a.p.barrier.arrive, 0);
const arriveOrBreak: Deed = (a) => passOrLeave(a, a.p.barrier.arrive, a.p.barrier.abort, 0);
const abort: Deed = (a) => act(a, a.p.barrier.abort, 0);

const ones = (count: number) => ({
  make: (p: Gates, words: Int32Array) => {
    words[GATE + p.counter.COUNT] = count;
  },
});
const allRead =
  (expected: number) =>
  (end: End): string | null => {
    const read = readings(end);
    return read.every((n) => n === expected) ? null : `${read.join()} was read`;
  };

const parties = (count: number) => ({
  make: (p: Gates, words: Int32Array) => {
    words[GATE + p.barrier.PARTIES] = count;
  },
});

export const meetings: Readonly<Record<string, Scene>> = {
  "one waits until another has counted down to 0": {
    ...ones(1),
    threads: [[countDown], [readAtZero], [readAtZero]],
    judge: allRead(1),
  },
  "two count down, and one waits": {
    ...ones(2),
    threads: [[(a) => act(a, a.p.counter.add, 0, -1)], [countDown], [waitForZero]],
    judge: () => null,
  },
  "three do what is done once": {
    threads: [[doOnce], [doOnce], [doOnce]],
    judge: allRead(1),
  },
  "one breaks off its wait for what is done once": {
    threads: [[doOnce], [doOnceOrLeave, doOnce], [doOnce]],
    judge: allRead(1),
  },
  "two meet twice at a barrier": {
    ...parties(2),
    threads: [
      [arrive, arrive],
      [arrive, arrive],
    ],
    judge: ({ p, results }) => {
      const rounds = [0, 1].map((round) => results.map((own) => Number(own[round])));
      const fine = rounds.every(
        (told) => told.toSorted((a, b) => a - b).join() === [p.barrier.LAST, 0].join(),
      );
      return fine ? null : `told ${JSON.stringify(rounds)}`;
    },
  },
  "three meet at a barrier": {
    ...parties(3),
    threads: [[arrive], [arrive], [arrive]],
    judge: ({ p, results }) => {
      const told = results
        .flat()
        .map(Number)
        .sort((a, b) => a - b)
        .join();
      return told === [p.barrier.LAST, 0, 1].join() ? null : `told ${told}`;
    },
  },
  "two come to a barrier that a third breaks": {
    ...parties(3),
    threads: [[arrive], [arrive], [abort]],
    judge: ({ p, results }) => {
      const told = [results[0]?.[0], results[1]?.[0]];
      return told.every((outcome) => outcome === p.barrier.BROKEN) ? null : `told ${told.join()}`;
    },
  },
  "one of two gives up at a barrier, which breaks": {
    ...parties(2),
    threads: [[arrive], [arriveOrBreak]],
    judge: ({ p, results }) => {
      const left = results[1]?.[0] === LEFT;
      const broken = results[0]?.[0] === p.barrier.BROKEN;
      return left === broken ? null : "one has gone on, and the other has not";
    },
  },
};

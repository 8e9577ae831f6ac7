// What is explored of semaphores.

import {
  act,
  addHoldings,
  type Deed,
  type End,
  GATE,
  type Gates,
  LEFT,
  NOTE,
  note,
  pass,
  passOrLeave,
  type Scene,
} from "../gates.ts";
import { noted } from "./ends.ts";

const use =
  (amount: number): Deed =>
  (a) => {
    pass(a, a.p.semaphore.acquire, a.holding, amount);
    return act(a, a.p.semaphore.release, a.holding, amount);
  };
const useAlone: Deed = (a) => {
  pass(a, a.p.semaphore.acquire, a.holding, 2);
  note(a);
  return act(a, a.p.semaphore.release, a.holding, 2);
};
const useOrLeave =
  (amount: number): Deed =>
  (a) => {
    const { acquire, serve, release } = a.p.semaphore;
    if (passOrLeave(a, acquire, serve, a.holding, amount) === LEFT) return LEFT;
    return act(a, release, a.holding, amount);
  };
const ofTwo = {
  make: (p: Gates, words: Int32Array) => {
    p.semaphore.initSemaphore(words, GATE, 2, 2);
    addHoldings(p, words, GATE + p.semaphore.HOLDINGS);
  },
  judge: ({ p, memory }: End) => {
    const free = memory[GATE + p.semaphore.FREE];
    return free === 2 ? null : `all was given back, and ${free} of 2 are free`;
  },
};

export const semaphores: Readonly<Record<string, Scene>> = {
  "three acquire all of a semaphore": {
    ...ofTwo,
    threads: [[useAlone], [useAlone], [useAlone]],
    judge: (end) => (end.memory[NOTE] === noted(end) ? ofTwo.judge(end) : "two were in at once"),
  },
  "one acquires all, and two a part": { ...ofTwo, threads: [[use(2)], [use(1)], [use(1)]] },
  "one breaks off its wait for all, and those behind it go on": {
    ...ofTwo,
    threads: [[use(1)], [useOrLeave(2)], [use(1), use(1)]],
  },
  "one wants more than there is, and leaves": {
    ...ofTwo,
    threads: [[use(2)], [useOrLeave(3)], [use(1)]],
  },
};

// What is explored of conditions, with the mutex that goes with them.

import {
  type Actor,
  act,
  type Deed,
  FLAG,
  GATE,
  LEFT,
  pass,
  type Scene,
  SECOND_GATE,
} from "../gates.ts";

const lockSecond: Deed = (a) => pass(a, a.p.mutex.lockMutex, a.t.owner, 0, SECOND_GATE);
const unlockSecond: Deed = (a) => act(a, a.p.mutex.unlockMutex, 0, 0, SECOND_GATE);
const waitForFlag: Deed = (a) => {
  const { p, t, words } = a;
  lockSecond(a);
  while (words[FLAG] === 0) {
    const ticket = p.gate.begin(t, GATE, p.condition.waitForNotify, 0, 0);
    unlockSecond(a);
    t.await(ticket);
    p.gate.finish(t, ticket);
    lockSecond(a);
  }
  return unlockSecond(a);
};
/** Says that one more waits, in FLAG. */
const stand = ({ words }: Actor) => {
  Atomics.add(words, FLAG, 1);
  Atomics.notify(words, FLAG);
};
const waitOnce: Deed = (a) => {
  const ticket = a.p.gate.begin(a.t, GATE, a.p.condition.waitForNotify, 0, 0);
  stand(a);
  a.t.await(ticket);
  return a.p.gate.finish(a.t, ticket);
};
const waitOnceOrLeave: Deed = (a) => {
  const { gate, condition } = a.p;
  const ticket = gate.begin(a.t, GATE, condition.waitForNotify, 0, 0);
  stand(a);
  if (gate.withdraw(a.t, GATE, ticket, gate.nobodyElse)) return LEFT;
  a.t.await(ticket);
  return gate.finish(a.t, ticket);
};
/** With the lock, which is let go of meanwhile: as a condition is waited for. */
const waitAndUnlock: Deed = (a) => {
  lockSecond(a);
  const ticket = a.p.gate.begin(a.t, GATE, a.p.condition.waitForNotify, 0, 0);
  stand(a);
  unlockSecond(a);
  a.t.await(ticket);
  return a.p.gate.finish(a.t, ticket);
};
const whenBothStand: Deed = ({ words }) => {
  for (let n = Atomics.load(words, FLAG); n < 2; n = Atomics.load(words, FLAG)) {
    Atomics.wait(words, FLAG, n);
  }
};
const signal =
  (count: number): Deed =>
  (a) =>
    act(a, a.p.condition.notify, 0, count);
const setFlag =
  (notifies: number): Deed =>
  (a) => {
    lockSecond(a);
    a.words[FLAG] = 1;
    act(a, a.p.condition.notify, 0, notifies);
    return unlockSecond(a);
  };

export const conditions: Readonly<Record<string, Scene>> = {
  "one waits for a condition that another brings about": {
    threads: [[waitForFlag], [setFlag(1)]],
    judge: () => null,
  },
  "two wait for a condition, and both are notified": {
    threads: [
      [waitAndUnlock, lockSecond, unlockSecond],
      [waitAndUnlock, lockSecond, unlockSecond],
      [whenBothStand, lockSecond, signal(2), unlockSecond],
    ],
    judge: () => null,
  },
  "a signal is not lost to one that gives up": {
    threads: [[waitOnceOrLeave], [waitOnce], [whenBothStand, signal(1)]],
    mayEndAsleep: true,
    judge: ({ results, asleep, p }) => {
      const first = results[0]?.[0] === p.gate.DONE;
      const second = !asleep.includes(1);
      return first === second ? "a signal woke both, or nobody" : null;
    },
  },
};

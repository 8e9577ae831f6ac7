// What is explored of mutexes, each scene named by what its threads do.

import {
  act,
  type Deed,
  type End,
  FLAG,
  GATE,
  LEFT,
  NOTE,
  note,
  pass,
  passOrLeave,
  type Scene,
} from "../gates.ts";
import { noted } from "./ends.ts";

const lock: Deed = (a) => pass(a, a.p.mutex.lockMutex, a.t.owner);
const unlock: Deed = (a) => act(a, a.p.mutex.unlockMutex, 0);
const lockAndNote: Deed = (a) => {
  lock(a);
  note(a);
  return unlock(a);
};
const tryLockAndNote: Deed = (a) => {
  if (act(a, a.p.mutex.lockMutex, a.t.owner) !== a.p.gate.DONE) return LEFT;
  note(a);
  return unlock(a);
};
const lockOrLeaveAndNote: Deed = (a) => {
  const { lockMutex } = a.p.mutex;
  if (passOrLeave(a, lockMutex, a.p.gate.nobodyElse, a.t.owner) === LEFT) return LEFT;
  note(a);
  return unlock(a);
};

function freeAndCounted(end: End): string | null {
  const { p, memory } = end;
  if (memory[GATE + p.mutex.OWNER] !== 0) return "nobody has it, and it is locked";
  return memory[NOTE] === noted(end) ? null : `${noted(end)} were in, and ${memory[NOTE]} counted`;
}

// A thread that dies takes no step any more. FLAG says that it has.
const dies: Deed = ({ words }) => {
  Atomics.store(words, FLAG, 1);
};
/** Waits in the queue and never sees the answer. */
const waitsAndDies: Deed = (a) => {
  a.p.gate.begin(a.t, GATE, a.p.mutex.lockMutex, a.t.owner, 0);
  return dies(a);
};
/** Has the mutex go on without thread 1, if that is dead; answers whether it was. */
const bereaveOfFirst: Deed = (a) => {
  if (Atomics.load(a.words, FLAG) === 0) return "alive";
  act(
    a,
    (words, gate, by) => {
      a.p["wait-list"].forget(words, gate + a.p.mutex.WAITING, a.recordOf(1));
      return a.p.mutex.bereaveMutex(words, gate, by);
    },
    1,
  );
  return "bereaved";
};

export const mutexes: Readonly<Record<string, Scene>> = {
  "two lock a mutex": { threads: [[lockAndNote], [lockAndNote]], judge: freeAndCounted },
  "two lock a mutex twice": {
    threads: [
      [lockAndNote, lockAndNote],
      [lockAndNote, lockAndNote],
    ],
    judge: freeAndCounted,
  },
  "three lock a mutex": {
    threads: [[lockAndNote], [lockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one breaks off its wait for a mutex": {
    threads: [[lockAndNote], [lockOrLeaveAndNote, lockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one only tries to lock a mutex": {
    threads: [[lockAndNote], [tryLockAndNote, tryLockAndNote], [lockAndNote]],
    judge: freeAndCounted,
  },
  "one dies that has locked a mutex": {
    threads: [[lock, dies], [lockAndNote], [bereaveOfFirst]],
    mayEndAsleep: true,
    judge: ({ results, asleep }) =>
      results[2]?.[0] === "bereaved" && asleep.length > 0 ? "it waits for the dead" : null,
  },
  "one dies that waits for a mutex": {
    threads: [[waitsAndDies], [lockAndNote, lockAndNote], [bereaveOfFirst]],
    mayEndAsleep: true,
    judge: ({ results, asleep }) =>
      results[2]?.[0] === "bereaved" && asleep.length > 0 ? "it was handed to the dead" : null,
  },
};

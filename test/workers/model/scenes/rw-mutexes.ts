// What is explored of locks for many readers or one writer.

import {
  act,
  addHoldings,
  type Deed,
  type End,
  FLAG,
  GATE,
  type Gates,
  LEFT,
  NOTE,
  note,
  pass,
  passOrLeave,
  readNote,
  type Scene,
} from "../gates.ts";
import { noted, readings } from "./ends.ts";

const write: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForWriting, a.t.owner);
  note(a);
  return act(a, rw.unlockWriter, 0);
};
const writeOrLeave: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  const outcome = passOrLeave(a, rw.lockForWriting, rw.writerAbandoned, a.t.owner);
  if (outcome === LEFT) return LEFT;
  note(a);
  return act(a, rw.unlockWriter, 0);
};
const read: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  const seen = readNote(a);
  act(a, rw.unlockReader, a.holding);
  return seen;
};
const readsAndWaitsForTheFlag: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  Atomics.wait(a.words, FLAG, 0);
  return act(a, rw.unlockReader, a.holding);
};
const readsAndSetsTheFlag: Deed = (a) => {
  const rw = a.p["rw-mutex"];
  pass(a, rw.lockForReading, a.holding);
  Atomics.store(a.words, FLAG, 1);
  Atomics.notify(a.words, FLAG);
  return act(a, rw.unlockReader, a.holding);
};

function nobodyIn({ p, memory }: End): string | null {
  const rw = p["rw-mutex"];
  if (memory[GATE + rw.WRITER] !== 0) return "nobody writes, and it is locked";
  if (memory[GATE + rw.READERS] !== 0) return "nobody reads, and it is locked";
  return null;
}

function nobodyInAndCounted(end: End): string | null {
  if (readings(end).some(Number.isNaN)) return "what was read was written meanwhile";
  return nobodyIn(end) ?? (end.memory[NOTE] === noted(end) ? null : "a write was lost");
}

const withHoldings = (list: (p: Gates) => number) => (p: Gates, words: Int32Array) =>
  addHoldings(p, words, GATE + list(p));
const rwMutex = { make: withHoldings((p) => p["rw-mutex"].HOLDINGS) };

export const rwMutexes: Readonly<Record<string, Scene>> = {
  "one writes and one reads": {
    ...rwMutex,
    threads: [[write], [read]],
    judge: nobodyInAndCounted,
  },
  "one writes and two read": {
    ...rwMutex,
    threads: [[write], [read], [read]],
    judge: nobodyInAndCounted,
  },
  "two write and one reads": {
    ...rwMutex,
    threads: [[write], [write], [read]],
    judge: nobodyInAndCounted,
  },
  "two write and read in turn": {
    ...rwMutex,
    threads: [
      [write, read],
      [read, write],
    ],
    judge: nobodyInAndCounted,
  },
  "a writer breaks off its wait while readers are held back": {
    ...rwMutex,
    threads: [[read], [writeOrLeave], [read, read]],
    judge: nobodyInAndCounted,
  },
  "a reader waits for another, and a writer that held that back breaks off": {
    ...rwMutex,
    threads: [[readsAndWaitsForTheFlag], [writeOrLeave], [readsAndSetsTheFlag]],
    judge: nobodyIn,
  },
};

// What is explored of locks that their owners can acquire again.

import { act, type Deed, type End, GATE, NOTE, note, pass, type Scene } from "../gates.ts";
import { noted } from "./ends.ts";

const acquire: Deed = (a) => pass(a, a.p["r-lock"].acquireRLock, a.t.owner, 1);
const release: Deed = (a) =>
  act(a, a.p["r-lock"].releaseRLock, a.t.owner, 1) === a.p.gate.DONE ? 0 : "not had";
const acquireAndNote: Deed = (a) => {
  acquire(a);
  note(a);
  return release(a);
};
const acquireTwiceAndNote: Deed = (a) => {
  acquire(a);
  acquire(a);
  if (release(a) !== 0) return "not had";
  note(a);
  return release(a);
};

function freeAndCounted(end: End): string | null {
  const { p, memory, results } = end;
  if (results.flat().includes("not had")) return "released what was not had";
  if (memory[GATE + p["r-lock"].OWNER] !== 0) return "nobody has it, and it is locked";
  return memory[NOTE] === noted(end) ? null : `${noted(end)} were in, and ${memory[NOTE]} counted`;
}

export const rLocks: Readonly<Record<string, Scene>> = {
  "two acquire a reentrant lock, one of them twice": {
    threads: [
      [acquireTwiceAndNote, acquireAndNote],
      [acquireAndNote, acquireAndNote],
    ],
    judge: freeAndCounted,
  },
  "three acquire a reentrant lock": {
    threads: [[acquireAndNote], [acquireTwiceAndNote], [acquireAndNote]],
    judge: freeAndCounted,
  },
};

// What is explored of queues.

import {
  act,
  cellAt,
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

const put =
  (cell: number): Deed =>
  (a) =>
    pass(a, a.p.queue.put, 0, cellAt(cell));
const putOrLeave =
  (cell: number): Deed =>
  (a) =>
    passOrLeave(a, a.p.queue.put, a.p.gate.nobodyElse, 0, cellAt(cell));
const get: Deed = (a) => ({ got: -pass(a, a.p.queue.get, 0) });
const getAndDo: Deed = (a) => {
  const got = get(a);
  // What was done before join ends is seen by who joins.
  note(a);
  return act(a, a.p.queue.taskDone, 0) === a.p.gate.DONE ? got : "done too often";
};
const join: Deed = (a) => {
  pass(a, a.p.queue.join, 0);
  return readNote(a);
};
const shutDown: Deed = (a) => act(a, a.p.queue.shutDown, 0);

const holding = (maxsize: number) => ({
  make: (p: Gates, words: Int32Array) => {
    words[GATE + p.queue.MAXSIZE] = maxsize;
  },
});

/** What was got, by thread; SHUT is left out. */
function got({ results }: End): number[][] {
  return results.map((own) =>
    own.flatMap((r) => (typeof r === "object" && r !== null && "got" in r ? [Number(r.got)] : [])),
  );
}

/** Each of the first cells was got once, and what one thread put another got in order. */
const allGotInOrder = (count: number) => (end: End) => {
  const all = got(end)
    .flat()
    .sort((a, b) => a - b);
  const cells = Array.from({ length: count }, (_, cell) => cellAt(cell));
  if (all.join() !== cells.join()) return `got ${all.join()}`;
  const inOrder = got(end).every((own) =>
    own.every((cell, i) => i === 0 || cell > (own[i - 1] as number)),
  );
  return inOrder ? null : "one has overtaken another";
};

export const queues: Readonly<Record<string, Scene>> = {
  "one puts and two get": {
    ...holding(0),
    threads: [[put(0), put(1)], [get], [get]],
    judge: allGotInOrder(2),
  },
  "one puts into a queue that holds one, and another gets": {
    ...holding(1),
    threads: [
      [put(0), put(1), put(2)],
      [get, get, get],
    ],
    judge: allGotInOrder(3),
  },
  "two put into a queue that holds one, and one gets": {
    ...holding(1),
    threads: [[put(0)], [put(1)], [get, get]],
    judge: (end) => (got(end).flat().length === 2 ? null : "one was lost"),
  },
  "one gives up putting": {
    ...holding(1),
    threads: [[put(0)], [putOrLeave(1)], [get]],
    judge: ({ results, memory, p }) => {
      const kept = memory[GATE + p.queue.STORED] as number;
      return (results[1]?.[0] === LEFT ? 0 : 1) === kept ? null : `${kept} are left`;
    },
  },
  "one joins what another gets and does": {
    ...holding(1),
    threads: [
      [put(0), put(1), join],
      [getAndDo, getAndDo],
    ],
    judge: (end) => {
      if (end.results.flat().includes("done too often")) return "done too often";
      return readings(end).every((n) => n === 2) ? null : "joined too soon";
    },
  },
  "one shuts the queue down while others put and get": {
    ...holding(1),
    threads: [[put(0), put(1)], [get], [shutDown]],
    judge: ({ results, p }) => {
      const put = results[0]?.[0] === p.gate.DONE;
      const taken = got({ results } as End)
        .flat()
        .filter((cell) => cell !== -p.queue.SHUT).length;
      return put || taken === 0 ? null : "got what was not put";
    },
  },
};

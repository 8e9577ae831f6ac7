// The exploration of gates bites: each of these mistakes, put into a copy of the code, is found by it.

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Gates, run, type Scene } from "./gates.ts";
import { scenes } from "./scenes/scenes.ts";

const source = join(import.meta.dirname, "../../../src/workers");
const files = [
  "death.ts",
  "futex.ts",
  "lost-wait.ts",
  "parker.ts",
  "patience.ts",
  "pause.ts",
  "records.ts",
  "slot.ts",
  "thread.ts",
  "ticket.ts",
  "wait-list.ts",
  "worker-died-error.ts",
  "sync/barrier.ts",
  "sync/condition.ts",
  "sync/counter.ts",
  "sync/gate.ts",
  "sync/holdings.ts",
  "sync/mutex.ts",
  "sync/once.ts",
  "sync/queue.ts",
  "sync/r-lock.ts",
  "sync/rw-mutex.ts",
  "sync/semaphore.ts",
];
const copies: string[] = [];

afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

/** The gates, from a copy in which `right` in one of the files is replaced by `wrong`. */
async function mutant(file: string, right: string, wrong: string): Promise<Gates> {
  const copy = mkdtempSync(join(tmpdir(), "goroutine-kit-mutant-"));
  copies.push(copy);
  mkdirSync(join(copy, "sync"));
  for (const part of files) cpSync(join(source, part), join(copy, part));
  const text = readFileSync(join(copy, file), "utf8");
  expect(text.split(right)).toHaveLength(2);
  writeFileSync(join(copy, file), text.replace(right, wrong));
  const modules: Record<string, unknown> = {};
  for (const part of files) {
    modules[basename(part, ".ts")] = await import(/* @vite-ignore */ join(copy, part));
  }
  const { ticketWords } = modules["ticket"] as Gates;
  const { THREAD_WORDS } = modules["parker"] as { THREAD_WORDS: number };
  return Object.assign(modules as unknown as Gates, { ticketWords, threadWords: THREAD_WORDS });
}

interface Mistake {
  /** What shows it. */
  readonly scene: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  readonly shows: RegExp;
}

const mistakes: Readonly<Record<string, Mistake>> = {
  "an unlock hands the mutex to nobody": {
    scene: "two lock a mutex",
    file: "sync/mutex.ts",
    right: "  if (next !== 0) wake(words, mutex, next, DONE);",
    wrong: "",
    shows: /sleeps for ever/,
  },
  "an unlock leaves the mutex free for whoever comes between": {
    scene: "two lock a mutex twice",
    file: "sync/mutex.ts",
    right: "words[mutex + OWNER] = next === 0 ? 0 : waiterOf(words, next);",
    wrong: "words[mutex + OWNER] = 0;",
    shows: /counted|locked/,
  },
  "a mutex stays with a dead thread": {
    scene: "one dies that has locked a mutex",
    file: "sync/mutex.ts",
    right: "if (words[mutex + OWNER] !== dead) return DONE;",
    wrong: "if (words[mutex + OWNER] === dead) return DONE;",
    shows: /waits for the dead/,
  },
  "the waits of a dead thread are not taken out": {
    scene: "one dies that waits for a mutex",
    file: "wait-list.ts",
    right: "if (words[ticket + THREAD] === record) {",
    wrong: "if (false) {",
    shows: /handed to the dead/,
  },
  "only the first of those that are woken is delivered": {
    scene: "one waits until another has counted down to 0",
    file: "sync/gate.ts",
    right: "    ticket = next;\n",
    wrong: "    ticket = next & 0;\n",
    shows: /sleeps for ever/,
  },
  "who is woken second is linked to nobody": {
    scene: "one waits until another has counted down to 0",
    file: "sync/gate.ts",
    right: "else words[(words[gate + LAST_WOKEN] as number) + NEXT] = ticket;",
    wrong: "",
    shows: /sleeps for ever/,
  },
  "who was woken once is woken again by the next step": {
    scene: "two lock a mutex twice",
    file: "sync/gate.ts",
    right: "  words[gate + WOKEN] = 0;\n",
    wrong: "",
    shows: /./,
  },
  "a wait that is broken off stays in its queue": {
    scene: "one breaks off its wait for a mutex",
    file: "sync/gate.ts",
    right: "    unlink(words, node);\n    abandoned",
    wrong: "    abandoned",
    shows: /./,
  },
  "a wait is broken off though it has ended": {
    scene: "one breaks off its wait for a mutex",
    file: "sync/gate.ts",
    right: "const broken = cancel(words, ticket);",
    wrong: "const broken = cancel(words, ticket) || true;",
    shows: /./,
  },
  "those behind one that breaks off its wait are forgotten": {
    scene: "a writer breaks off its wait while readers are held back",
    file: "sync/gate.ts",
    right: "    abandoned(words, gate, waiterOf(words, node), amountOf(words, node));\n",
    wrong: "",
    shows: /sleeps for ever|has gone on/,
  },
  "a reader does not wait for a writer": {
    scene: "one writes and one reads",
    file: "sync/rw-mutex.ts",
    right: "return words[rw + WRITER] !== 0 || firstOf",
    wrong: "return firstOf",
    shows: /meanwhile|locked/,
  },
  "a writer does not wait for readers": {
    scene: "one writes and one reads",
    file: "sync/rw-mutex.ts",
    right: "words[rw + WRITER] !== 0 || words[rw + READERS] !== 0) return",
    wrong: "words[rw + WRITER] !== 0) return",
    shows: /meanwhile|locked/,
  },
  "the last reader does not hand over": {
    scene: "one writes and one reads",
    file: "sync/rw-mutex.ts",
    right: "  if (readers === 1) admitWriter(words, rw);",
    wrong: "",
    shows: /sleeps for ever/,
  },
  "a writer that unlocks lets in readers and the next writer": {
    scene: "two write and one reads",
    file: "sync/rw-mutex.ts",
    right: "  if (words[rw + READERS] === 0) admitWriter(words, rw);",
    wrong: "  admitWriter(words, rw);",
    shows: /./,
  },
  "a small request overtakes a large one": {
    scene: "three acquire all of a semaphore",
    file: "sync/semaphore.ts",
    right: "if (node === 0 || amountOf(words, node) > (words[sem + FREE] as number)) return DONE;",
    wrong: "if (node === 0) return DONE;",
    shows: /./,
  },
  "a release serves nobody": {
    scene: "one acquires all, and two a part",
    file: "sync/semaphore.ts",
    right:
      "  if (limit !== NO_LIMIT) giveBack(words, sem + HOLDINGS, by, amount);\n  return serve(words, sem);",
    wrong: "  if (limit !== NO_LIMIT) giveBack(words, sem + HOLDINGS, by, amount);\n  return DONE;",
    shows: /sleeps for ever/,
  },
  "those wait at the counter too who need not": {
    scene: "one waits until another has counted down to 0",
    file: "sync/counter.ts",
    right: "return words[counter + COUNT] === 0 ? DONE : counter + WAITING;",
    wrong: "return counter + WAITING;",
    shows: /sleeps for ever/,
  },
  "it is done by all who come before it is done": {
    scene: "three do what is done once",
    file: "sync/once.ts",
    right: "  if (words[once + STAGE] === DOING) return once + WAITING;\n",
    wrong: "",
    shows: /was read/,
  },
  "a barrier lets the last through, and nobody else": {
    scene: "three meet at a barrier",
    file: "sync/barrier.ts",
    right: "    wake(words, barrier, node, index++);",
    wrong: "",
    shows: /sleeps for ever/,
  },
  "a barrier that is broken keeps those who wait": {
    scene: "two come to a barrier that a third breaks",
    file: "sync/barrier.ts",
    right: "    wake(words, barrier, node, BROKEN);",
    wrong: "",
    shows: /sleeps for ever/,
  },
  "a put wakes nobody who waits to get": {
    scene: "one puts and two get",
    file: "sync/queue.ts",
    right: "    wake(words, queue, getter, -amount);",
    wrong: "    store(words, queue, amount);",
    shows: /sleeps for ever/,
  },
  "a get lets nobody put who waits for room": {
    scene: "two put into a queue that holds one, and one gets",
    file: "sync/queue.ts",
    right: "  const putter = dequeue(words, queue + PUTTERS);\n  if (putter !== 0) {",
    wrong: "  const putter = 0;\n  if (putter !== 0) {",
    shows: /sleeps for ever/,
  },
  "a put that waited is not counted as unfinished": {
    scene: "one joins what another gets and does",
    file: "sync/queue.ts",
    right:
      "    words[queue + UNFINISHED] = (words[queue + UNFINISHED] as number) + 1;\n    wake(words, queue, putter, DONE);",
    wrong: "    wake(words, queue, putter, DONE);",
    shows: /done too often|joined too soon/,
  },
  "a lock that was acquired twice is free after one release": {
    scene: "two acquire a reentrant lock, one of them twice",
    file: "sync/r-lock.ts",
    right: "  if (words[lock + DEPTH] !== 0) return DONE;",
    wrong: "  words[lock + DEPTH] = 0;",
    shows: /counted|not had/,
  },
  "a reentrant lock lets in whoever comes": {
    scene: "three acquire a reentrant lock",
    file: "sync/r-lock.ts",
    right: "if (owner !== 0 && owner !== by) return lock + WAITING;",
    wrong: "",
    shows: /counted|not had/,
  },
  "a notify takes out one too few": {
    scene: "one waits for a condition that another brings about",
    file: "sync/condition.ts",
    right: "for (let left = amount; left > 0; left--) {",
    wrong: "for (let left = amount - 1; left > 0; left--) {",
    shows: /sleeps for ever|nobody/,
  },
};

describe("the exploration of gates finds that", () => {
  it.each(Object.entries(mistakes))("%s", async (_name, { scene, file, right, wrong, shows }) => {
    const gates = await mutant(file, right, wrong);
    expect(run(gates, scenes[scene] as Scene, "section").fault).toMatch(shows);
  });
});

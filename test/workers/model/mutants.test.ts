// The exploration bites: each of these mistakes, put into a copy of the code, is found by it.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { programs } from "./catalogue.ts";
import { type Protocol, run } from "./programs.ts";

const source = join(import.meta.dirname, "../../../src/workers");
const parts = ["blocking", "operations", "parker", "rendezvous", "thread", "ticket", "wait-list"];
const copies: string[] = [];

afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true });
});

/** The protocol with `right` in one of its files replaced by `wrong`. */
async function mutant(file: string, right: string, wrong: string) {
  const copy = mkdtempSync(join(tmpdir(), "goroutine-kit-mutant-"));
  copies.push(copy);
  for (const name of readdirSync(source)) {
    if (name.endsWith(".ts")) cpSync(join(source, name), join(copy, name));
  }
  const path = join(copy, file);
  const text = readFileSync(path, "utf8");
  expect(text.split(right)).toHaveLength(2);
  writeFileSync(path, text.replace(right, wrong));
  const modules = await Promise.all(
    parts.map((part) => import(/* @vite-ignore */ join(copy, `${part}.ts`))),
  );
  return Object.assign({}, ...modules) as Protocol & { ticketWords: (cases: number) => number };
}

/** The first fault that any of the programs shows. */
function firstFault(protocol: Parameters<typeof run>[0]): string | null {
  for (const [name, program] of Object.entries(programs)) {
    const { fault } = run(protocol, program, "section");
    if (fault !== null) return `${name}: ${fault}`;
  }
  return null;
}

interface Mistake {
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
  readonly shows: RegExp;
}

const lost = /sleeps on what was delivered to it/;

const mistakes: Readonly<Record<string, Mistake>> = {
  "the waker swaps the flag to 0 and notifies": {
    file: "parker.ts",
    right: "head === 0 && Atomics.load(words, thread + ASLEEP) !== 0",
    wrong: "head === 0 && Atomics.exchange(words, thread + ASLEEP, 0) !== 0",
    shows: lost,
  },
  "the waker looks whether the thread sleeps before it delivers": {
    file: "parker.ts",
    right: "    const head = Atomics.load(words, thread + READY);",
    wrong:
      "    const asleep = Atomics.load(words, thread + ASLEEP); const head = Atomics.load(words, thread + READY); if (asleep === 0) { words[ticket + NEXT] = head; if (Atomics.compareExchange(words, thread + READY, head, ticket) === head) return; continue; }",
    shows: lost,
  },
  "the thread says that it sleeps after it has looked for the last time": {
    file: "parker.ts",
    right: `  Atomics.store(words, thread + ASLEEP, 1);
  return Atomics.load(words, thread + READY) === 0;`,
    wrong: `  const empty = Atomics.load(words, thread + READY) === 0;
  Atomics.store(words, thread + ASLEEP, 1);
  if (empty) Atomics.wait(words, thread + ASLEEP, 1);
  return empty;`,
    shows: /sleeps for ever/,
  },
  "a ticket is pushed without looking whether another was": {
    file: "parker.ts",
    right: "if (Atomics.compareExchange(words, thread + READY, head, ticket) !== head) continue;",
    wrong: "Atomics.store(words, thread + READY, ticket);",
    shows: /./,
  },
  "a close does not wake who waits": {
    file: "operations.ts",
    right: "  while (ticket !== 0) {",
    wrong: "  while (ticket !== 0 && false) {",
    shows: /still waits/,
  },
  "a close wakes only the first": {
    file: "wait-list.ts",
    right: "else words[last + NEXT] = ticket;",
    wrong: "",
    shows: /still waits/,
  },
  "a case takes place without a compare-and-swap": {
    file: "ticket.ts",
    right: "return Atomics.compareExchange(words, ticket + STATE, ARMED, state) === ARMED;",
    wrong: "return Atomics.exchange(words, ticket + STATE, state) !== -7;",
    shows: /./,
  },
  "the losers of a select stay in their queues": {
    file: "operations.ts",
    right: "if (index !== winner) leave(t, channel, nodeOf(ticket, index));",
    wrong: "",
    shows: /./,
  },
  "a select that is broken off stays in its queues": {
    file: "operations.ts",
    right: "  leaveAll(t, cases, ticket, -1);",
    wrong: "",
    shows: /./,
  },
  "a select looks at its channels without holding all of them": {
    file: "operations.ts",
    right: "  return otherwise(channels);",
    wrong:
      "  unlockAll(words, channels); for (const ch of channels) lock(words, ch + LOCK, t.owner, t.lockSpins); return otherwise(channels);",
    shows: /both sleep|sleeps though/,
  },
  "a case on a select's own thread takes place without winning the ticket": {
    file: "operations.ts",
    right: `export function claimSelect(t: Thread, ticket: number): boolean {
  return cancel(t.words, ticket);`,
    wrong: `export function claimSelect(t: Thread, ticket: number): boolean {
  cancel(t.words, ticket);
  return true;`,
    shows: /./,
  },
  "a wait that is broken off stays in its queue": {
    file: "operations.ts",
    right: "  leave(t, ch, nodeOf(ticket, 0));",
    wrong: "",
    shows: /./,
  },
  "a wait is broken off without asking whether it has ended": {
    file: "ticket.ts",
    right: "return Atomics.compareExchange(words, ticket + STATE, ARMED, CANCELLED) === ARMED;",
    wrong: "Atomics.store(words, ticket + STATE, CANCELLED); return true;",
    shows: /./,
  },
  "a receiver is overtaken by the buffer": {
    file: "rendezvous.ts",
    right: "    moveSlot(words, sender + OFFER, nextFree(words, ch));\n",
    wrong: "",
    shows: /in the buffer/,
  },
  "locks are taken in the order of cases": {
    file: "operations.ts",
    right: ".sort((a, b) => a - b)",
    wrong: "",
    shows: /lock/,
  },
};

describe("the exploration finds that", () => {
  it.each(Object.entries(mistakes))("%s", async (_name, { file, right, wrong, shows }) => {
    expect(firstFault(await mutant(file, right, wrong))).toMatch(shows);
  });
});

// The table "Channels and select" again, over channels that threads share: first with all goroutines on one
// thread, then with all but main on worker threads. For real only: a simulation is of one thread, and cannot
// tell that all wait.

import { afterAll, describe, it } from "vitest";
import { type GoroutineBody, go } from "../../src/index.ts";
import { GOMAXPROCS, shutdown } from "../../src/parallel/index.ts";
import { cases } from "./cases.ts";
import { type AnyBoth, type Case, kinds, runMain, type T, type Turns } from "./kinds.ts";
import { notOnThreads, notOverSharedChan } from "./manifest.ts";
import { goThere } from "./on-threads.ts";

const WORKERS = 2;

/** How the goroutines of a case are started. */
type Start = (turn: Turns, fail: (error: unknown) => void) => T;

const here: Start = (turn) => ({
  go: (both, ...args) => go(both[turn()] as (...args: unknown[]) => GoroutineBody, ...args),
  short: true,
});

const onWorkers: Start = (turn, fail) => {
  const t: T = {
    go: (both, ...args) => {
      goThere(both as unknown as AnyBoth, turn(), t, args, fail);
    },
    short: true,
  };
  return t;
};

async function run(
  main: Case["main"],
  turns: readonly (() => Turns)[],
  start: Start,
): Promise<void> {
  for (const begin of turns) {
    const turn = begin();
    await runMain(main, turn, (fail) => start(turn, fail));
  }
}

const runs: readonly [string, Start, Readonly<Record<string, string>>][] = [
  ["over SharedChan", here, notOverSharedChan],
  ["over SharedChan, on worker threads", onWorkers, { ...notOverSharedChan, ...notOnThreads }],
];

GOMAXPROCS(WORKERS);
afterAll(shutdown);

describe.each(runs)("%s", (_title, start, except) => {
  for (const { name, holds, main } of cases.filter((c) => !(c.name in except))) {
    describe(`${name}: ${holds}`, () => {
      for (const kind of kinds) {
        it(`in ${kind.name}`, () => run(main, kind.turns, start));
      }
    });
  }
});

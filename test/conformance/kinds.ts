// The kinds of goroutines each conformance case runs in, and how a case is written for them.
//
// Invariants:
// - A case is written twice, side by side: as an async function that awaits the methods of channels, and
//   as a generator function that `yield*`s the operations of goroutine-kit/gen. What runs as "async" is
//   that async function, and what runs as "generator" is that generator function; nothing translates
//   one into the other.
// - In the mixture, goroutines are async and generator by turns, in the order in which they start; it
//   runs twice, so that each goroutine has been of both kinds.
// - Each kind runs in simulated schedules first, where a deadlock ends with a dump, and then for real.

import { describe, it } from "vitest";
import * as gen from "../../src/gen.ts";
import {
  dump,
  type GoroutineBody,
  Gosched,
  go,
  PanicError,
  type Parked,
  sleep,
} from "../../src/index.ts";
import { swapPanicHandler } from "../../src/runtime/panic.ts";
import { simulate } from "../../src/testing/index.ts";
import { waitersOf } from "./medium.ts";

/** One function of a goroutine, written in both kinds. */
export interface Both<A extends unknown[], R = void> {
  readonly async: (...args: A) => Promise<R>;
  readonly generator: (...args: A) => Generator<Parked, R, unknown>;
}

/** Pairs the two. The arguments of the generator function are typed by those of the async one. */
export function both<A extends unknown[], R>(
  async: (...args: A) => Promise<R>,
  generator: (...args: NoInfer<A>) => Generator<Parked, NoInfer<R>, unknown>,
): Both<A, R> {
  const pair = { async, generator };
  if (numbering) pairs.push(pair as unknown as AnyBoth);
  return pair;
}

export type AnyBoth = Both<unknown[], unknown>;
// In the order in which their modules have made them.
const pairs: AnyBoth[] = [];
let numbering = true;

/** All modules of cases have been evaluated: what is paired from now on is made by cases that run. */
export function stopNumbering(): void {
  numbering = false;
}

/** The number of a pair, the same on every thread; -1 for one that a case has made while it ran. */
export function numberOf(pair: AnyBoth): number {
  return pairs.indexOf(pair);
}

/** The pair with that number. */
export function numbered(number: number): AnyBoth {
  return pairs[number] as AnyBoth;
}

/** What a case is run with: Go's testing.T, as far as goroutines are concerned. */
export interface T {
  /** Starts a goroutine, of the kind that the run is for. */
  go<A extends unknown[]>(goroutine: Both<A, unknown>, ...args: A): void;
  /** Go's testing.Short(): smaller counts will do. True in simulated schedules. */
  readonly short: boolean;
}

/** One name of the table. */
export interface Case {
  /** Go's name of the program or test. */
  readonly name: string;
  /** What it holds. */
  readonly holds: string;
  /** The main goroutine, which returns when all is checked. */
  readonly main: Both<[T]>;
}

export type KindOfGoroutine = keyof Both<[]>;
/** Tells the kind of the next goroutine. */
export type Turns = () => KindOfGoroutine;

function startingWith(first: KindOfGoroutine, second: KindOfGoroutine): () => Turns {
  return () => {
    let started = 0;
    return () => (started++ % 2 === 0 ? first : second);
  };
}

/** Each kind of run, and whose turn it is in it. */
export const kinds: readonly { readonly name: string; readonly turns: readonly (() => Turns)[] }[] =
  [
    { name: "async goroutines", turns: [startingWith("async", "async")] },
    { name: "generator goroutines", turns: [startingWith("generator", "generator")] },
    {
      name: "a mixture of both",
      turns: [startingWith("async", "generator"), startingWith("generator", "async")],
    },
  ];

const SEEDS = [1, 2, 3];

/** Runs a case in every way that `turns` says. */
export async function run(main: Both<[T]>, turns: readonly (() => Turns)[]): Promise<void> {
  for (const begin of turns) {
    for (const seed of SEEDS) await inSimulation(seed, main, begin());
    await forReal(main, begin());
  }
}

function start(turn: Turns): T["go"] {
  return (goroutine, ...args) =>
    go(goroutine[turn()] as (...args: unknown[]) => GoroutineBody, ...args);
}

async function inSimulation(seed: number, main: Both<[T]>, turn: Turns): Promise<void> {
  const t: T = { go: start(turn), short: true };
  try {
    await simulate<void>(seed, turn() === "async" ? () => main.async(t) : () => main.generator(t));
  } catch (error) {
    throw error instanceof PanicError ? error.cause : error;
  }
}

function forReal(main: Both<[T]>, turn: Turns): Promise<void> {
  return runMain(main, turn, () => ({ go: start(turn), short: false }));
}

/**
 * Runs the main goroutine of a case on this thread; `tOf` makes what it is run with, and is given what fails
 * the case.
 */
export async function runMain(
  main: Both<[T]>,
  turn: Turns,
  tOf: (fail: (error: unknown) => void) => T,
): Promise<void> {
  let before: ReturnType<typeof swapPanicHandler> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const t = tOf(reject);
      before = swapPanicHandler((_goroutine, cause) => reject(cause));
      if (turn() === "async") {
        go(async () => {
          await main.async(t);
          resolve();
        });
      } else {
        go(function* () {
          yield* main.generator(t);
          resolve();
        });
      }
    });
  } finally {
    if (before !== undefined) swapPanicHandler(before);
  }
}

/** The tests of a list of cases: one a case and kind. */
export function conform(cases: readonly Case[]): void {
  for (const { name, holds, main } of cases) {
    describe(`${name}: ${holds}`, () => {
      for (const kind of kinds) it(`in ${kind.name}`, () => run(main, kind.turns));
    });
  }
}

/**
 * Lets others run, for one who asks again and again whether they have. A simulation lets time pass only
 * when all wait; there, who spins can have the better of the schedule for very long.
 */
export const letOthersRun = both(
  async (t: T) => {
    await (t.short ? sleep(1) : Gosched());
  },
  function* (t) {
    yield* t.short ? gen.sleep(1) : gen.Gosched();
  },
);

/** How many goroutines wait on a channel, as a dump shows it. */
function waitersOn(ch: unknown): number {
  const known = waitersOf(ch);
  if (known !== undefined) return known;
  return dump().split((ch as { describe(): string }).describe()).length - 1;
}

/** Lets others run until so many goroutines wait on a channel. */
export const untilParked = both(
  async (t: T, ch: unknown, waiters: number) => {
    while (waitersOn(ch) < waiters) await letOthersRun.async(t);
  },
  function* (t, ch, waiters) {
    while (waitersOn(ch) < waiters) yield* letOthersRun.generator(t);
  },
);

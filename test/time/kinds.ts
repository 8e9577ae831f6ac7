// The kinds of goroutines that the tests of time and context run with, from one body: async functions
// and generators, each in virtual time on the schedules of several seeds.
//
// A body is a generator that waits with `yield*` on the words it is given. As a generator goroutine it
// waits with the operations of goroutine-kit/gen; as an async one it awaits the methods.

import type { Cases, SelectEvent } from "../../src/csp/index.ts";
import * as gen from "../../src/gen.ts";
import {
  type Cancel,
  chan,
  type GoroutineBody,
  Gosched,
  go,
  PanicError,
  type Received,
  type RecvChan,
  type SendChan,
  select,
  sleep,
} from "../../src/index.ts";
import {
  DeadlockError,
  type SimulateOptions,
  simulate,
  TimeLimitError,
} from "../../src/testing/index.ts";

type Step<T> = Iterable<unknown, T, unknown>;
/** What a goroutine does, with the words of its kind. */
export type Body<T = void> = (w: Words) => Generator<unknown, T, unknown>;

/** What blocks, in the words of one kind of goroutine. */
export interface Words {
  sleep(durationMs: number, cancel?: Cancel): Step<void>;
  send<T>(ch: SendChan<T>, value: T, cancel?: Cancel): Step<void>;
  recv<T>(ch: RecvChan<T>, cancel?: Cancel): Step<T | undefined>;
  recvOk<T>(ch: RecvChan<T>, cancel?: Cancel): Step<Received<T>>;
  select<const C extends Cases>(cases: C, cancel?: Cancel): Step<SelectEvent<C>>;
  gosched(): Step<void>;
  /** Starts another goroutine of this kind. */
  go(body: Body): void;
  /** A function of this kind, for what starts goroutines itself. */
  fn(body: Body): () => GoroutineBody;
}

const generators: Words = {
  sleep: gen.sleep,
  send: gen.send,
  recv: gen.recv,
  recvOk: gen.recvOk,
  select: gen.select,
  gosched: gen.Gosched,
  go: (body) => go(generators.fn(body)),
  fn: (body) => () => body(generators) as ReturnType<Body<never>> as never,
};

function* awaited<T>(promise: Promise<T>): Generator<unknown, T, unknown> {
  return (yield promise) as T;
}

const asyncs: Words = {
  sleep: (durationMs, cancel) => awaited(sleep(durationMs, cancel)),
  send: (ch, value, cancel) => awaited(ch.send(value, cancel)),
  recv: (ch, cancel) => awaited(ch.recv(cancel)),
  recvOk: (ch, cancel) => awaited(ch.recvOk(cancel)),
  select: (cases, cancel) => awaited(select(cases, cancel)),
  gosched: () => awaited(Gosched()),
  go: (body) => go(asyncs.fn(body)),
  fn: (body) => () => drive(body(asyncs)),
};

async function drive<T>(steps: Generator<unknown, T, unknown>): Promise<T> {
  let step = steps.next();
  while (step.done !== true) {
    let value: unknown;
    try {
      value = await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
  return step.value;
}

const SEEDS = [1, 2, 3];

/** A kind of goroutines, for `it.each(kinds)("... ($name)", ({ run }) => run(function* (w) { ... }))`. */
export interface Kind {
  readonly name: string;
  /** Runs `body` once for each seed; rejects with what was thrown, in it or another goroutine. */
  run(body: Body): Promise<void>;
  /** Runs `body` and tells whether a timer is left that could still fire after it. */
  leavesTimer(body: Body): Promise<boolean>;
}

function kind(name: string, words: Words): Kind {
  return {
    name,
    async run(body) {
      for (const seed of SEEDS) await inVirtualTime(seed, words.fn(body));
    },
    async leavesTimer(body) {
      const main = words.fn(function* (w) {
        yield* body(w);
        yield* w.recv(chan());
      });
      const end = await inVirtualTime(1, main, { maxTimeMs: 100 }).catch((error: unknown) => error);
      if (end instanceof TimeLimitError) return true;
      if (end instanceof DeadlockError) return false;
      throw end;
    },
  };
}

export const kinds: readonly Kind[] = [kind("async", asyncs), kind("generators", generators)];

/** Runs `main` in virtual time; rejects with what was thrown, by it or by another goroutine. */
export async function inVirtualTime(
  seed: number,
  main: () => GoroutineBody,
  options?: SimulateOptions,
): Promise<void> {
  try {
    await simulate(seed, main as () => Promise<void>, options);
  } catch (error) {
    throw error instanceof PanicError ? error.cause : error;
  }
}

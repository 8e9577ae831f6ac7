// The kinds of goroutines that each test of sync runs with, from one body: async functions, generators,
// and one of each in turn; on the real schedule, and on several that a simulation draws from its seeds.
//
// A body is a generator that waits with `yield*` on the words it is given. As a generator goroutine it
// waits with the operations of goroutine-kit/gen; as an async one it awaits the methods.

import * as gen from "../../src/gen.ts";
import {
  type Cancel,
  type Cond,
  dump,
  type errgroup,
  type GoroutineBody,
  Gosched,
  type Guard,
  go,
  type Locker,
  type Once,
  type Permit,
  type RecvChan,
  type RWMutex,
  type Semaphore,
  type SendChan,
  type singleflight,
  type WaitGroup,
} from "../../src/index.ts";
import type {
  SharedCond,
  SharedLocker,
  SharedOnce,
  SharedRWMutex,
  SharedSemaphore,
  SharedWaitGroup,
} from "../../src/parallel/index.ts";
import { swapPanicHandler } from "../../src/runtime/panic.ts";
import { simulate } from "../../src/testing/index.ts";

type Step<T> = Iterable<unknown, T, unknown>;
/** What a goroutine does, with the words of its kind. */
export type Body<T = void> = (w: Words) => Generator<unknown, T, unknown>;

/** What blocks, in the words of one kind of goroutine. */
export interface Words {
  send<T>(ch: SendChan<T>, value: T): Step<void>;
  recv<T>(ch: RecvChan<T>, cancel?: Cancel): Step<T | undefined>;
  lock(locker: Locker | SharedLocker, cancel?: Cancel): Step<Guard>;
  rLock(rw: RWMutex | SharedRWMutex, cancel?: Cancel): Step<Guard>;
  wait(
    on: WaitGroup | SharedWaitGroup | Cond | SharedCond | errgroup.Group,
    cancel?: Cancel,
  ): Step<void>;
  acquire(sem: Semaphore | SharedSemaphore, weight?: number, cancel?: Cancel): Step<Permit>;
  once(once: Once | SharedOnce, fn: () => GoroutineBody, cancel?: Cancel): Step<void>;
  flight<K, V>(
    group: singleflight.Group<K, V>,
    key: K,
    fn: singleflight.Fetch<V>,
    cancel?: Cancel,
  ): Step<singleflight.Flight<V>>;
  member(group: errgroup.Group, fn: errgroup.MemberFunction, cancel?: Cancel): Step<void>;
  gosched(): Step<void>;
  /** Starts another goroutine of this kind. */
  go(body: Body): void;
  /** A function of this kind, for what takes one. */
  fn<T>(body: Body<T>): () => PromiseLike<T> | Generator<never, T, unknown>;
}

type Face = Omit<Words, "go" | "fn">;

const generatorFace: Face = {
  send: gen.send,
  recv: gen.recv,
  lock: gen.lock,
  rLock: gen.rLock,
  wait: gen.wait,
  acquire: gen.acquire,
  once: gen.doOnce,
  flight: gen.doOnce,
  member: gen.goInGroup,
  gosched: gen.Gosched,
};

function* awaited<T>(promise: Promise<T>): Generator<unknown, T, unknown> {
  return (yield promise) as T;
}

const asyncFace: Face = {
  send: (ch, value) => awaited(ch.send(value)),
  recv: (ch, cancel) => awaited(ch.recv(cancel)),
  lock: (locker, cancel) => awaited(locker.lock(cancel)),
  rLock: (rw, cancel) => awaited(rw.rLock(cancel)),
  wait: (on, cancel) => awaited(on.wait(cancel)),
  acquire: (sem, weight, cancel) => awaited(sem.acquire(weight, cancel)),
  once: (once, fn, cancel) => awaited(once.do(fn, cancel)),
  flight: (group, key, fn, cancel) => awaited(group.do(key, fn, cancel)),
  member: (group, fn, cancel) => awaited(group.go(fn, cancel)),
  gosched: () => awaited(Gosched()),
};

type Maker = () => "async" | "generator";

/** The words of a goroutine whose fellows are of the kinds that `next` tells. */
function wordsOf(face: Face, next: Maker): Words {
  const fn: Words["fn"] = (body) => made(body, next);
  return {
    ...face,
    go: (body) => go(fn(body) as () => GoroutineBody),
    fn,
  };
}

function made<T>(body: Body<T>, next: Maker): () => PromiseLike<T> | Generator<never, T, unknown> {
  if (next() === "async") return () => drive(body(wordsOf(asyncFace, next)));
  return function* () {
    return yield* body(wordsOf(generatorFace, next)) as Generator<never, T, unknown>;
  };
}

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

/** Runs a body as the main goroutine; rejects with its error, or with another goroutine's. */
type Run = (main: Body) => Promise<void>;

export interface Kind {
  readonly name: string;
  readonly run: Run;
}

const makers: Readonly<Record<string, () => Maker>> = {
  async: () => () => "async",
  generator: () => () => "generator",
  mixed: () => {
    let last: "async" | "generator" = "generator";
    return () => {
      last = last === "async" ? "generator" : "async";
      return last;
    };
  },
};

function real(maker: () => Maker): Run {
  return async (main) => {
    let before: ReturnType<typeof swapPanicHandler> | undefined;
    const ended = new Promise<void>((resolve, reject) => {
      before = swapPanicHandler((_goroutine, cause) => reject(cause));
      const start = made(function* (w) {
        yield* main(w);
        resolve();
      }, maker());
      go(start as () => GoroutineBody);
    });
    try {
      await ended;
    } finally {
      if (before !== undefined) swapPanicHandler(before);
    }
  };
}

const SEEDS = [1, 2, 3];

function simulated(maker: () => Maker): Run {
  return async (main) => {
    for (const seed of SEEDS) await simulate(seed, made(main, maker()));
  };
}

/** Waits until `count` goroutines are parked on `on`, as a dump shows it. */
export function* parked(
  w: Words,
  on: { describe(): string },
  count = 1,
): Generator<unknown, void, unknown> {
  while (waitsOn(on) < count) yield* w.gosched();
}

/** How many goroutines are parked on `on`. */
export function waitsOn(on: { describe(): string }): number {
  // A dump says `[reason on what, 3 s; reason on what]`.
  const name = ` on ${on.describe()}`;
  return dump()
    .split(name)
    .slice(1)
    .filter((rest) => /^[\],;]/.test(rest)).length;
}

const realKinds: readonly Kind[] = Object.entries(makers).map(([name, maker]) => ({
  name,
  run: real(maker),
}));

export const kinds: readonly Kind[] = Object.entries(makers).flatMap(([name, maker]) => [
  { name, run: real(maker) },
  { name: `${name}, simulated`, run: simulated(maker) },
]);

/**
 * Every kind with what is of one thread, and every kind that runs in real time with what threads share in its
 * place: other threads know no virtual time.
 */
export function both<L extends object, S extends object>(
  local: L,
  shared: S,
): (Kind & { readonly of: string } & (L | S))[] {
  return [
    ...kinds.map((kind) => ({ ...kind, ...local, of: "of one thread" })),
    ...realKinds.map((kind) => ({ ...kind, ...shared, of: "that threads share" })),
  ];
}

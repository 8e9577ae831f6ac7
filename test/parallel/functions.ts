// Parallel functions for the tests of the pool. Workers import this module to find them.

import { threadId } from "node:worker_threads";
import { Gosched } from "../../src/gen.ts";
import { isMainThread, parallel, type SharedChan, sharedChan } from "../../src/parallel/index.ts";

export const add = parallel(import.meta.url, async (a: number, b: number) => a + b);

export const whereIs = parallel(import.meta.url, function whereIs() {
  return { thread: threadId, isMainThread };
});

export const echo = parallel(import.meta.url, (value: unknown): unknown => value);

export const double = parallel(import.meta.url, function* double(n: number) {
  yield* Gosched();
  return n * 2;
});

class OddError extends Error {
  override readonly name = "OddError";
  readonly code = "ODD";
}

export const fail = parallel(import.meta.url, async function fail(message: string) {
  throw new OddError(message, { cause: new RangeError("because") });
});

export const throwValue = parallel(import.meta.url, (value: unknown) => {
  throw value;
});

export const pump = parallel(
  import.meta.url,
  async function pump(from: SharedChan<number>, to: SharedChan<number>) {
    for await (const n of from) await to.send(n + 1);
    to.close();
  },
);

export const leave = parallel(import.meta.url, function leave(status: number) {
  process.exit(status);
});

export const waitFor = parallel(import.meta.url, async function waitFor(gate: SharedChan<number>) {
  return await gate.recv();
});

export const startAnother = parallel(import.meta.url, async (n: number) => add(n, 1));

/** Never ends, and lets nobody else of its thread run. */
export const spin = parallel(import.meta.url, function spin() {
  for (;;) if (Number.isNaN(performance.now())) return;
});

/** Throws where nobody can catch it. */
export const crash = parallel(import.meta.url, async function crash(message: string) {
  setTimeout(() => {
    throw new Error(message);
  });
  await sharedChan<never>().recv();
});

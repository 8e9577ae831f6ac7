// Goroutines of the cases on worker threads. A worker imports this module, and so all cases in the same
// order, and with them the same goroutines with the same numbers.

import { type GoroutineBody, go } from "../../src/index.ts";
import { parallel } from "../../src/parallel/index.ts";
import "./cases.ts";
import { type AnyBoth, type KindOfGoroutine, numbered, numberOf, type T } from "./kinds.ts";
import { useMedium } from "./medium.ts";
import { sharedMedium } from "./shared-medium.ts";

useMedium(sharedMedium);

/** Stands for the case's T among the arguments: each thread has its own. */
const T_ITSELF = "the case's T";

const there = parallel(
  import.meta.url,
  async function there(number: number, kind: KindOfGoroutine, short: boolean, args: unknown[]) {
    const t: T = { go: (pair, ...own) => goHere(pair as unknown as AnyBoth, kind, own), short };
    const own = args.map((arg) => (arg === T_ITSELF ? t : arg));
    const both = numbered(number);
    if (kind === "async") {
      await both.async(...own);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      go(function* () {
        try {
          yield* both.generator(...own);
          resolve();
        } catch (error) {
          reject(error);
        }
      });
    });
  },
);

function goHere(both: AnyBoth, kind: KindOfGoroutine, args: readonly unknown[]): void {
  go(both[kind] as (...args: unknown[]) => GoroutineBody, ...args);
}

/**
 * Starts a goroutine on a worker, where that can know it, else on this thread; `fail` is told what it throws
 * there.
 */
export function goThere(
  both: AnyBoth,
  kind: KindOfGoroutine,
  t: T,
  args: readonly unknown[],
  fail: (error: unknown) => void,
): void {
  const number = numberOf(both);
  if (number < 0) {
    goHere(both, kind, args);
    return;
  }
  const own = args.map((arg) => (arg === t ? T_ITSELF : arg));
  there(number, kind, t.short, own).catch(fail);
}

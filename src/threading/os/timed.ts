/**
 * Waits of threads for what they share, with Python's time-outs: none, and an endless one, wait for ever; with
 * one that is not above 0 it is only looked.
 */

import type { Entrance } from "../../workers/index.ts";
import { endless } from "../timeout.ts";

/** Takes a step that may have to wait; what `late` answers or throws comes of it where there is no time left. */
export function within<T>(
  way: Entrance<T>,
  timeoutMs: number | undefined,
  late: () => T,
  by: number,
  amount = 0,
): Promise<T> {
  if (endless(timeoutMs)) return way.enter(by, amount);
  if (timeoutMs > 0) return way.enterWithin(timeoutMs, late, by, amount);
  try {
    return Promise.resolve(way.tryNow(late, by, amount));
  } catch (error) {
    return Promise.reject(error);
  }
}

/** As `within`, but blocks the thread; `word` is what blocks. */
export function withinSync<T>(
  word: string,
  way: Entrance<T>,
  timeoutMs: number | undefined,
  late: () => T,
  by: number,
  amount = 0,
): T {
  if (endless(timeoutMs)) return way.block(word, by, amount);
  if (timeoutMs > 0) return way.blockWithin(word, timeoutMs, late, by, amount);
  return way.tryNow(late, by, amount);
}

/** Waiting until a crowd of goroutines has started, and with it parked. */

import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Resolves once `started` says `count`. A goroutine that counts itself right before it receives from
 * an empty channel is parked when the event loop comes round again.
 */
export async function allStarted(started: () => number, count: number): Promise<void> {
  while (started() < count) await nextTurn();
  await nextTurn();
}

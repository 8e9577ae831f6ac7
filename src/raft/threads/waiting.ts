/**
 * How callers wait on a Condition for what becomes of their request: until they see it, until the node
 * stops, or until they cancel.
 *
 * Invariant: who cancels does as whoever changes the state does: acquires the lock, and announces it.
 */

import { type Cancel, signalOf } from "../../runtime/cancel.ts";
import type { Condition } from "../../threading/condition.ts";
import { Thread } from "../../threading/thread.ts";
import type { Monitor } from "./monitor.ts";

/**
 * Gives what `look` sees, null where the node stops first. The caller has the lock, and has it again
 * afterwards. Throws what `look` throws, or the reason why `cancel` was.
 */
export async function waitToSee<Answer, T>(
  monitor: Monitor<Answer>,
  condition: Condition,
  look: () => T | null,
  cancel: Cancel | undefined,
): Promise<T | null> {
  let seen: T | null = null;
  const isOver = () => {
    seen = look();
    return seen !== null || monitor.stopping;
  };
  if (cancel === undefined) {
    await condition.waitFor(isOver);
    return seen;
  }
  const signal = signalOf(cancel);
  const announce = async () => {
    using _ = await monitor.acquire();
    condition.notifyAll();
  };
  const abort = () => new Thread({ target: announce }).start();
  signal.addEventListener("abort", abort);
  try {
    await condition.waitFor(() => isOver() || signal.aborted);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  if (seen === null && signal.aborted) throw signal.reason;
  return seen;
}

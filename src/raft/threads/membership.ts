/** A change of membership, by the caller's own thread, which waits until it has come to its end. */

import type { Cancel } from "../../runtime/cancel.ts";
import { OutcomeUnknownError } from "../node/errors.ts";
import { beginChange, outcomeOfChange } from "../node/membership.ts";
import type { Configuration, MembershipChange } from "../rules/index.ts";
import type { Monitor } from "./monitor.ts";
import { waitToSee } from "./waiting.ts";

/** Begins the change and waits for its end; the caller has the lock. Throws what the rules refuse. */
export async function changeMembership<Answer>(
  monitor: Monitor<Answer>,
  changes: readonly MembershipChange[],
  cancel: Cancel | undefined,
): Promise<Configuration> {
  const { raft, progress } = monitor;
  beginChange(raft, changes, monitor.clock.now());
  monitor.conclude();
  const outcome = await waitToSee(monitor, progress, () => outcomeOfChange(raft), cancel);
  if (outcome === null) throw new OutcomeUnknownError("stopped");
  if (outcome instanceof Error) throw outcome;
  return outcome;
}

/** How a measurement ends whose cluster had to elect again: by an error that says so, and that nothing was measured. */

import { NotLeaderError, NotRunningError, OutcomeUnknownError } from "goroutine-kit/raft";

/** The cluster had to elect again while it was loaded: what was measured until then says nothing. */
export class LeaderLostError extends Error {
  override readonly name = "LeaderLostError";
}

/** As it is, unless it says that a node does not lead any more. */
export function leaderLost(error: unknown): unknown {
  const gone =
    error instanceof NotLeaderError ||
    error instanceof OutcomeUnknownError ||
    error instanceof NotRunningError;
  return gone ? new LeaderLostError(error.message) : error;
}

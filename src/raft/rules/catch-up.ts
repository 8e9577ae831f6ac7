/**
 * Whether a learner has caught up enough to become a voter (thesis 4.2.1). Replication to it goes in
 * rounds: a round ends when it has all that the leader had when the round began. A round shorter than
 * an election timeout means that as a voter it would not hold the cluster up for longer than an
 * election does. Plain data; the owner asks after each acknowledgement.
 */

export interface CatchUp {
  /** The leader's last index when the round began, and when that was. */
  readonly goalIndex: number;
  readonly sinceMs: number;
  readonly roundsLeft: number;
}

/** Rounds that the thesis suggests before giving up. */
const rounds = 10;

export function beginCatchUp(lastIndex: number, nowMs: number): CatchUp {
  return { goalIndex: lastIndex, sinceMs: nowMs, roundsLeft: rounds };
}

/**
 * "ready" to vote, "stuck" if it will not catch up at this speed or stands still for `patienceMs`, or
 * the round that is under way now.
 */
export function advanceCatchUp(
  round: CatchUp,
  matchIndex: number,
  lastIndex: number,
  nowMs: number,
  electionTimeoutMs: number,
  patienceMs: number,
): CatchUp | "ready" | "stuck" {
  const tookMs = nowMs - round.sinceMs;
  if (matchIndex < round.goalIndex) return tookMs < patienceMs ? round : "stuck";
  if (tookMs < electionTimeoutMs) return "ready";
  if (round.roundsLeft <= 1) return "stuck";
  return { goalIndex: lastIndex, sinceMs: nowMs, roundsLeft: round.roundsLeft - 1 };
}

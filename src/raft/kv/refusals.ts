/** Why a node does not do what a client asked, in words that cross the wire. */

import {
  NotRunningError,
  OutcomeUnknownError,
  ReadAbandonedError,
  TransferFailedError,
} from "../node/errors.ts";
import { BadInputError, NotLeaderError, RefusedError } from "../rules/index.ts";
import { AddressError } from "../transport/errors.ts";
import { HistoryGoneError, KvInputError, WatchLaggedError } from "./errors.ts";

export const refusalReasons = [
  /** Ask the leader, where one is known. Nothing has changed. */
  "notLeader",
  /** Ask again a little later. Nothing has changed. */
  "busy",
  /** It may come to pass or not: with a session, ask again. */
  "unknown",
  /** This node is stopping or has failed: ask another. Nothing has changed. */
  "unavailable",
  /** What was asked is wrong as it stands. Nothing has changed. */
  "input",
  /** The changes asked for are not kept any more. */
  "gone",
  /** Whoever watches was too slow. */
  "lagged",
] as const;

export interface Refusal {
  readonly reason: (typeof refusalReasons)[number];
  readonly message: string;
  /** Who leads, where that is known and the reason. */
  readonly leader: number | null;
}

/** Throws what is no refusal, but a fault of this program. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Error)) throw error;
  const { message } = error;
  if (error instanceof NotLeaderError)
    return { reason: "notLeader", message, leader: error.leader };
  const reason = reasonOf(error);
  if (reason === null) throw error;
  return { reason, message, leader: null };
}

function reasonOf(error: Error): Refusal["reason"] | null {
  if (error instanceof ReadAbandonedError || error instanceof RefusedError) return "busy";
  if (error instanceof OutcomeUnknownError || error instanceof TransferFailedError)
    return "unknown";
  if (error instanceof NotRunningError) return "unavailable";
  if (error instanceof HistoryGoneError) return "gone";
  if (error instanceof WatchLaggedError) return "lagged";
  const ofInput = [BadInputError, KvInputError, AddressError];
  return ofInput.some((kind) => error instanceof kind) ? "input" : null;
}

/**
 * What the rules refuse, each refusal a class of its own. All are thrown before anything of the
 * state has changed, so whoever catches one may go on with the same state.
 *
 * Two families: a RefusedError answers a request that may be right another time or elsewhere (not the
 * leader, a limit reached); a BadInputError answers input that is wrong as it stands (a malformed
 * message, an impossible option). A BrokenSafetyError is neither: what Raft promises has already
 * been broken, by lost storage or by two clusters that share names, and the node must not go on.
 */

export class RefusedError extends Error {
  override name = "RefusedError";
}

export class BadInputError extends Error {
  override name = "BadInputError";
}

export class BrokenSafetyError extends Error {
  override name = "BrokenSafetyError";
}

/** Only the leader may do this; `leader` is where to go instead, null if this node knows of none. */
export class NotLeaderError extends RefusedError {
  override name = "NotLeaderError";
  /** Who leads, as far as this node knows; null where it does not. */
  readonly leader: number | null;

  constructor(node: number, role: string, leader: number | null) {
    const where = leader === null ? "it knows of no leader yet" : `the leader is node ${leader}`;
    super(`node ${node} is a ${role}, not the leader; ${where}`);
    this.leader = leader;
  }
}

/** The leader is handing its leadership over and takes nothing new meanwhile (thesis 3.10). */
export class TransferInProgressError extends RefusedError {
  override name = "TransferInProgressError";

  constructor(target: number) {
    super(`leadership is being transferred to node ${target}; ask again when that has ended`);
  }
}

/** Something would grow past its limit. */
export class LimitError extends RefusedError {
  override name = "LimitError";
  /** What it was. */
  readonly value: number;
  /** What it may be at most. */
  readonly limit: number;

  constructor(what: string, value: number, limit: number) {
    super(`${what}: ${value} is over the limit of ${limit}`);
    this.value = value;
    this.limit = limit;
  }
}

/** The change cannot start yet: one is under way, or the leader's term has committed nothing. */
export class ChangePendingError extends RefusedError {
  override name = "ChangePendingError";
}

/** The change leads to no configuration that could work, or skips a step that safety needs. */
export class ConfigurationError extends BadInputError {
  override name = "ConfigurationError";
}

/** An option out of range. */
export class OptionError extends BadInputError {
  override name = "OptionError";
}

/** A message that no correct node sends, or that was meant for another node. */
export class MessageError extends BadInputError {
  override name = "MessageError";
}

/** An index, a time or a number of a write that does not exist. */
export class RangeOfStateError extends BadInputError {
  override name = "RangeOfStateError";
}

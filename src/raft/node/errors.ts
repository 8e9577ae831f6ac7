/**
 * How a request to a node ends that was not answered. Beside these, whatever the rules refuse goes to
 * who asked: NotLeaderError, TransferInProgressError, LimitError, ChangePendingError and
 * ConfigurationError all say that nothing has changed.
 */

/** The node does not run: it was not started, was stopped, or has failed; then the error is `cause`. */
export class NotRunningError extends Error {
  override readonly name = "NotRunningError";

  constructor(id: number, why: "not started" | "stopped", cause?: unknown) {
    super(`node ${id} is ${why}${cause === undefined ? "" : ", since it has failed"}`, { cause });
  }
}

/**
 * The node ceased to lead, or stopped, before the outcome was known: the command may come to be applied
 * or not. With a session it can be sent again without being applied twice (thesis 6.3).
 */
export class OutcomeUnknownError extends Error {
  override readonly name = "OutcomeUnknownError";

  /** `why` says what the node did, as in "ceased to lead". */
  constructor(why: string) {
    super(`the node ${why} before the outcome was known: what was asked may come to pass or not`);
  }
}

/** The read was not answered, since no leader could be confirmed in time: ask again. */
export class ReadAbandonedError extends Error {
  override readonly name = "ReadAbandonedError";

  constructor(id: number) {
    super(`node ${id} could not have the leader confirmed; ask again, perhaps elsewhere`);
  }
}

/** The target did not take over: it is down, or too far behind. */
export class TransferFailedError extends Error {
  override readonly name = "TransferFailedError";

  constructor(target: number, leader: number | null) {
    const who = leader === null ? "nobody leads yet" : `node ${leader} leads`;
    super(`node ${target} has not taken over; ${who}`);
  }
}

/** `start` was called a second time. */
export class StartedTwiceError extends Error {
  override readonly name = "StartedTwiceError";

  constructor(id: number) {
    super(`node ${id} was started before; make a new one to start it again`);
  }
}

/** What the key-value store refuses, and how a client's request ends that was not answered. */

/** A key, a value or a command that no node of the cluster would take. Nothing has changed. */
export class KvInputError extends Error {
  override readonly name = "KvInputError";
}

/** Bytes in the log that are no command of this store. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A snapshot that was not written by this store, or by a later version of it. */
export class SnapshotFormatError extends Error {
  override readonly name = "SnapshotFormatError";
}

/** The changes after that version are not kept any more: read what there is, and watch on from there. */
export class HistoryGoneError extends Error {
  override readonly name = "HistoryGoneError";

  constructor(after: number) {
    super(
      `some changes after version ${after} are gone; read the keys, and watch after their latest version`,
    );
  }
}

/** Whoever watches takes changes more slowly than they come; some of them are lost to it. */
export class WatchLaggedError extends Error {
  override readonly name = "WatchLaggedError";

  constructor(maxQueued: number) {
    super(`more than ${maxQueued} changes wait for who watches; read the keys and watch anew`);
  }
}

/** No node has answered in time. What was asked for may come to pass or not. */
export class KvTimeoutError extends Error {
  override readonly name = "KvTimeoutError";

  constructor(what: string, timeoutMs: number, last: string) {
    super(`${what} was not answered within ${timeoutMs} ms; last heard: ${last}`);
  }
}

/**
 * The cluster has forgotten this client's session, since others were used more recently, while a change
 * was on its way: it may have been made or not.
 */
export class SessionExpiredError extends Error {
  override readonly name = "SessionExpiredError";

  constructor(what: string) {
    super(`${what}: the session has expired on the way; the change may have been made or not`);
  }
}

/** The client was closed. A change that was on its way may come to pass or not. */
export class ClientClosedError extends Error {
  override readonly name = "ClientClosedError";

  constructor(what: string) {
    super(`${what}: the client is closed`);
  }
}

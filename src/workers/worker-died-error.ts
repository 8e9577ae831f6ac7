/** The error of whatever cannot go on, or be waited for, since a worker thread has ended. */

/** A worker thread has ended, and with it what ran there. The cause is the error that ended it, if one did. */
export class WorkerDiedError extends Error {
  override readonly name = "WorkerDiedError";
  /**
   * @param what the worker and what went with it, for instance `worker 2 died while it ran f`.
   * @param why how the worker has ended, in words.
   */
  constructor(what: string, why: string, cause?: unknown) {
    super(`${what}: ${why}`, cause === undefined ? undefined : { cause });
  }
}

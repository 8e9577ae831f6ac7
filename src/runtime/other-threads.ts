/**
 * What other threads of the process are to this one: they may wake it though its event loop has run dry, and
 * a report of a deadlock has a section for each. The room of the workers knows of them, where it is loaded.
 *
 * Invariant: without that room there are none.
 */

export interface OtherThreads {
  /**
   * Asked when the event loop of this thread has run dry: whether it was kept alive, since others can still
   * go on and wake it.
   */
  keepAlive(): boolean;
  /** What each is doing: the text of a section for each. Blocks until they have said so. */
  reports(): readonly string[];
}

const nobody: OtherThreads = { keepAlive: () => false, reports: () => [] };

/** The other threads, as they are known. */
export let otherThreads: OtherThreads = nobody;

/** Says who knows of the other threads. */
export function setOtherThreads(known: OtherThreads): void {
  otherThreads = known;
}

/** What storage answers when it cannot do what it was asked, each reason a class of its own. */

/** The storage has crashed or was closed: what had not been acknowledged may be lost. */
export class StorageGoneError extends Error {
  override readonly name = "StorageGoneError";

  constructor(operation: string, why: "crashed" | "closed") {
    super(`${operation}: the storage has ${why === "closed" ? "been closed" : "crashed"}`);
  }
}

/** A storage is loaded once, and before anything else is asked of it. */
export class StorageOrderError extends Error {
  override readonly name = "StorageOrderError";

  /** `what` says what the storage did or did not, as in "has not loaded yet". */
  constructor(operation: string, what: string) {
    super(`${operation}: the storage ${what}`);
  }
}

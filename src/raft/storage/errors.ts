/** What storage answers when it cannot do what it was asked, each reason a class of its own. */

/** The storage has crashed or was closed: what had not been acknowledged may be lost. */
export class StorageGoneError extends Error {
  override readonly name = "StorageGoneError";

  constructor(operation: string, why: "crashed" | "closed") {
    super(`${operation}: the storage has ${why === "closed" ? "been closed" : "crashed"}`);
  }
}

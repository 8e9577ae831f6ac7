/** What a key-value store holds under a key, and what it answers to a command. */

export interface KvEntry {
  /** Its name. */
  readonly key: string;
  /** What is stored under it. */
  readonly value: Uint8Array;
  /** Grows with each change of the store. */
  readonly version: number;
}

/** What became of a change: it was made, or its condition did not hold; versions are 0 where no key is. */
export type KvOutcome =
  | { readonly kind: "done"; readonly version: number; readonly former: number }
  | { readonly kind: "unmet"; readonly version: number };

export type KvAnswer =
  | KvOutcome
  | { readonly kind: "opened"; readonly session: number }
  /** The session is gone; what the command would have done, it has not done now. */
  | { readonly kind: "expired" | "acknowledged" | "crowded" }
  | { readonly kind: "malformed"; readonly reason: string };

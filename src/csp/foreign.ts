/**
 * Channels of other kinds than this room's, where `recv`, `send` and `recvOk` meet them: those that threads
 * share.
 *
 * Invariant: such a channel makes its cases itself, by the methods of `ForeignChannel`, under the name
 * FOREIGN; this room knows nothing else about it.
 */

import type { Cancel } from "../runtime/cancel.ts";
import type { Operation } from "../runtime/operation.ts";
import type { Case } from "./case.ts";
import type { Received } from "./directions.ts";

/** The property that such channels have, true. */
export const FOREIGN: unique symbol = Symbol("foreign channel");

export interface ForeignChannel<T> {
  readonly [FOREIGN]: true;
  receiveCase(): Case<T | undefined>;
  sendCase(value: T): Case<void>;
  receiveOkOperation(cancel?: Cancel): Operation<Received<T>>;
}

/** Whether `ch` is a channel of another kind. */
export function isForeign<T>(ch: unknown): ch is ForeignChannel<T> {
  return typeof ch === "object" && ch !== null && FOREIGN in ch;
}

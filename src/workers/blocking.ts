/**
 * The operations for a thread that blocks: while it waits, nothing else of it goes on.
 *
 * Invariants:
 * - What is delivered meanwhile to others of this thread is handed to them, and they go on afterwards.
 */

import {
  beginRecv,
  beginSelect,
  beginSend,
  endRecv,
  endSelect,
  endSend,
  type Outcome,
  type Selected,
  type SharedCase,
} from "./operations.ts";
import type { Thread } from "./thread.ts";

/** Sends what is in `slot`. */
export function sendBlocking(t: Thread, ch: number, slot: Int32Array): Outcome {
  const begun = beginSend(t, ch, slot);
  if (begun <= 0) return begun as Outcome;
  t.await(begun);
  return endSend(t, begun, slot);
}

/** Receives into `slot`. */
export function recvBlocking(t: Thread, ch: number, slot: Int32Array): Outcome {
  const begun = beginRecv(t, ch, slot);
  if (begun <= 0) return begun as Outcome;
  t.await(begun);
  return endRecv(t, begun, slot);
}

/** Lets one of the cases take place; see `beginSelect`. */
export function selectBlocking(
  t: Thread,
  cases: readonly SharedCase[],
  order: readonly number[],
  into: Int32Array,
): Selected {
  const { ticket, winner, outcome } = beginSelect(t, cases, order, into);
  if (ticket === 0) return { ticket, winner, outcome };
  t.await(ticket);
  return endSelect(t, cases, ticket, into);
}

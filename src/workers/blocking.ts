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
  tryRecv,
  trySend,
  WAITS,
} from "./operations.ts";
import { pause } from "./pause.ts";
import { capacityOf } from "./rendezvous.ts";
import type { Thread } from "./thread.ts";

/** The smallest buffer at which it is worth while to linger. */
const LARGE_BUFFER = 16;
const LINGERS = 4;
const LINGER_MS = 0.002;

// Whether who finds a buffer empty, or full, waits a moment for several values, or places, in place of
// standing in the queue for one: sender and receiver would meet for each value then, and go at the pace at
// which a word goes from core to core. Only where the last waits were short: the other side is at work.
function lingers(t: Thread, ch: number): boolean {
  return t.looks > 0 && t.patience.isDue && capacityOf(t.words, ch) >= LARGE_BUFFER;
}

function lingerToSend(t: Thread, ch: number, slot: Int32Array): Outcome {
  for (let left = LINGERS; left > 0; left--) {
    const outcome = trySend(t, ch, slot);
    if (outcome !== WAITS) return outcome;
    pause(LINGER_MS);
  }
  return WAITS;
}

function lingerToReceive(t: Thread, ch: number, slot: Int32Array): Outcome {
  for (let left = LINGERS; left > 0; left--) {
    const outcome = tryRecv(t, ch, slot);
    if (outcome !== WAITS) return outcome;
    pause(LINGER_MS);
  }
  return WAITS;
}

/** Sends what is in `slot`. */
export function sendBlocking(t: Thread, ch: number, slot: Int32Array): Outcome {
  const tried = lingers(t, ch) ? lingerToSend(t, ch, slot) : WAITS;
  if (tried !== WAITS) return tried;
  const begun = beginSend(t, ch, slot);
  if (begun <= 0) return begun as Outcome;
  t.await(begun);
  return endSend(t, begun, slot);
}

/** Receives into `slot`. */
export function recvBlocking(t: Thread, ch: number, slot: Int32Array): Outcome {
  const tried = lingers(t, ch) ? lingerToReceive(t, ch, slot) : WAITS;
  if (tried !== WAITS) return tried;
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

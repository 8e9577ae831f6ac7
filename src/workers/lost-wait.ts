/**
 * Waits that nobody will ever end, since a thread has died; see death.ts. For the thread that waits, once it
 * has taken a notice.
 *
 * Invariants:
 * - A wait is ended here by the same compare-and-swap as by anybody else, so that it ends once.
 */

import { isDead } from "./death.ts";
import { breakIfDead } from "./futex.ts";
import {
  ARMED,
  cancel,
  committerOf,
  DIED,
  lockOf,
  NEXT,
  nodeOf,
  OK,
  QUEUE,
  STATE,
} from "./ticket.ts";

/** Ends the wait of `ticket` with DIED if it is lost, and says whether it was. */
export function endIfLost(words: Int32Array, ticket: number): boolean {
  const state = Atomics.load(words, ticket + STATE);
  const lost = state === ARMED ? isStranded(words, ticket) : isUndelivered(words, state);
  if (lost) words[ticket + OK] = DIED;
  return lost;
}

function isUndelivered(words: Int32Array, state: number): boolean {
  const committer = committerOf(state);
  return committer !== 0 && isDead(words, committer);
}

// One of its cases is in the queue of something broken. (Whoever commits it meanwhile uses the word NEXT,
// and then it cannot be cancelled.)
function isStranded(words: Int32Array, ticket: number): boolean {
  const cases = words[ticket + NEXT] as number;
  for (let index = 0; index < cases; index++) {
    if (Atomics.load(words, ticket + STATE) !== ARMED) return false;
    const queue = Atomics.load(words, nodeOf(ticket, index) + QUEUE);
    if (queue !== 0 && breakIfDead(words, lockOf(queue))) return cancel(words, ticket);
  }
  return false;
}

/**
 * What is done about a thread that has died, by the thread that hears of it; see death.ts.
 *
 * Invariants:
 * - When it is done, the dead thread waits nowhere, holds nothing, and refers to nothing; and every other
 *   thread has a notice on its way, so that it ends its own waits that are lost.
 * - The threads that a dead one had started have died with it.
 */

import type { Agent } from "./agent.ts";
import { KIND } from "./crossing.ts";
import { isDead, markDead, startedBy } from "./death.ts";
import { lock, unlock } from "./futex.ts";
import { deliverNotice } from "./parker.ts";
import { recordOf } from "./records.ts";
import { LOCK, RECEIVERS, SENDERS } from "./rendezvous.ts";
import { newSlot, takeSlot } from "./slot.ts";
import { bereave } from "./sync/bereave.ts";
import { threadCount } from "./threads.ts";
import { makeNotice, OFFER, ticketWords } from "./ticket.ts";
import { forget, nodesOf } from "./wait-list.ts";
import { WorkerDiedError } from "./worker-died-error.ts";

/** Puts in order what the thread numbered `dead` leaves behind. */
export function reap(agent: Agent, dead: number): void {
  const { words } = agent.heap;
  agent.loop.sleeper?.loopWoke(); // by the platform: nothing was delivered
  markDead(words, dead);
  const record = recordOf(words, dead);
  for (const { address, kind } of agent.handles.heldBy(record)) {
    if (kind === KIND.channel) leaveChannel(agent, address, record);
  }
  bereave(agent, dead);
  agent.handles.dropAllOf(record);
  agent.heap.reclaim(record);
  for (const child of startedBy(words, dead, threadCount(words))) reap(agent, child);
  giveNotice(agent);
}

// Takes the waits of a thread out of a channel's queues. Of a broken channel nobody will ever look at them.
function leaveChannel({ slots, thread }: Agent, ch: number, record: number): void {
  const { words } = thread;
  const unsent: Int32Array[] = [];
  try {
    lock(words, ch + LOCK, thread.owner, thread.lockSpins);
  } catch (error) {
    if (error instanceof WorkerDiedError) return;
    throw error;
  }
  for (const node of nodesOf(words, ch + SENDERS, record)) {
    const slot = newSlot();
    takeSlot(words, node + OFFER, slot);
    unsent.push(slot);
  }
  forget(words, ch + SENDERS, record);
  forget(words, ch + RECEIVERS, record);
  unlock(words, ch + LOCK);
  for (const slot of unsent) slots.discard(slot);
}

function giveNotice({ heap }: Agent): void {
  const { words } = heap;
  const last = threadCount(words);
  for (let number = 1; number <= last; number++) {
    if (isDead(words, number)) continue;
    const notice = heap.allocate(ticketWords(1));
    makeNotice(words, notice, recordOf(words, number));
    deliverNotice(words, notice);
  }
}

// The queues of shared channels, as the tests look at them.

import { lock, type SharedChannel, unlock } from "../../src/workers/index.ts";
import { LOCK } from "../../src/workers/rendezvous.ts";
import { LATER } from "../../src/workers/ticket.ts";

/** How many cases stand in a queue of a channel: RECEIVERS or SENDERS. */
export function lengthOf({ address, agent }: SharedChannel<unknown>, queue: number): number {
  const { words, owner, lockSpins } = agent.thread;
  let length = 0;
  lock(words, address + LOCK, owner, lockSpins);
  for (
    let node = words[address + queue] as number;
    node !== 0;
    node = words[node + LATER] as number
  )
    length++;
  unlock(words, address + LOCK);
  return length;
}

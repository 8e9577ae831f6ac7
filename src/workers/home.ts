/**
 * This thread in the one memory that all threads of its process share.
 *
 * Invariants:
 * - The thread of the program makes the memory, when it is first asked for; a worker thread joins what it
 *   was born with. So an address means the same in all of them.
 * - One agent a thread.
 */

import { Agent } from "./agent.ts";
import { birth } from "./birth.ts";
import { makeHeap } from "./heap.ts";
import { keepWatch } from "./watch.ts";

let agent: Agent | undefined;

/**
 * This thread's agent in the memory of its process.
 *
 * @throws {RangeError} where the platform has no room for that memory (DEFAULT_HEAP_BYTES of addresses;
 * pages are taken when they are first written).
 */
export function home(): Agent {
  if (agent === undefined) {
    const born = birth();
    agent = new Agent(born?.memory ?? makeHeap(), born?.number);
    keepWatch(agent);
  }
  return agent;
}

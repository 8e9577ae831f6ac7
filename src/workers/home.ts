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
import { Parcels } from "./parcels.ts";
import { keepWatch } from "./watch.ts";

let agent: Agent | undefined;
let post: Parcels | undefined;

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
    if (born === undefined || born.post !== undefined) {
      post = new Parcels(agent, born?.post ?? null);
      agent.slots.post = post;
    }
    keepWatch(agent);
  }
  return agent;
}

/** This thread's post to the others, which `home` sets up; undefined where it has none. */
export function postOffice(): Parcels | undefined {
  home();
  return post;
}

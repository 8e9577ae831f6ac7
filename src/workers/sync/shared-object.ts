/**
 * What the handles of all locks and the like that threads share have in common: they are made in the memory of
 * the process, or revived in a thread to which they have come.
 *
 * Invariant: one handle for an object and thread, as crossing.ts has it.
 */

import type { WaitedOn } from "../../runtime/waiter.ts";
import type { Agent } from "../agent.ts";
import { CROSSING, type Crossing, type Kind, registerCrossing } from "../crossing.ts";
import { home } from "../home.ts";

/** Where a shared object stands, as one thread has it. */
export class Site {
  readonly agent: Agent;
  readonly address: number;

  constructor(agent: Agent, address: number) {
    this.agent = agent;
    this.address = address;
  }
}

/** How to make a shared object: of what kind it is, its size, and what is to be in its zeroed words. */
export interface Plan {
  readonly kind: Kind;
  readonly words: number;
  readonly init?: (words: Int32Array, address: number) => void;
}

/** For the classes of handles: where `object` stands. */
export let siteOf: (object: SharedObject) => Site;

/** A handle. What it shares is there as long as a thread has a handle, or a value on its way names it. */
export abstract class SharedObject implements Crossing, WaitedOn {
  readonly #site: Site;

  static {
    siteOf = (object) => object.#site;
  }

  /**
   * @param at where it stands; it is made by `plan` where there is none.
   * @throws {SharedMemoryError} where the shared memory of the process has no room for it.
   */
  constructor(at: Site | undefined, plan: Plan) {
    this.#site = at ?? make(plan);
    if (at === undefined) this.#site.agent.handles.hold(this, this.#site.address);
  }

  [CROSSING](): number {
    return this.#site.address;
  }

  /** What reports call it. */
  abstract describe(): string;
}

function make({ kind, words, init }: Plan): Site {
  const agent = home();
  const address = agent.handles.allocate(kind, words);
  init?.(agent.heap.words, address);
  return new Site(agent, address);
}

/**
 * Says how handles of `kind` are revived, and what else than its own words an object frees when nobody refers
 * to it any more.
 */
export function registerShared(
  { kind, words }: Plan,
  revive: (at: Site) => SharedObject,
  dispose: (agent: Agent, address: number) => void = () => {},
): void {
  registerCrossing<Agent>(kind, {
    revive: (agent, address) => revive(new Site(agent, address)),
    dispose: (agent, address) => {
      dispose(agent, address);
      agent.handles.free(address, words);
    },
  });
}

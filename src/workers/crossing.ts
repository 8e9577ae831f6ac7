/**
 * How an object that threads share travels inside values and arguments, and how long it lives. It travels
 * as its address; each thread has a handle of its own for it: an object of a class that answers `CROSSING`.
 *
 * How to make such a class: choose a kind; register what revives and what disposes of it; allocate it with
 * `agent.handles.allocate`, write its words, make the handle and have that held:
 *
 *     registerCrossing<Agent>(KIND.mutex, {
 *       revive: (agent, address) => new SharedMutex(agent, address),
 *       dispose: (agent, address) => agent.handles.free(address, MUTEX_WORDS),
 *     });
 *     const address = agent.handles.allocate(KIND.mutex, MUTEX_WORDS);
 *     return agent.handles.hold(new SharedMutex(agent, address), address);
 *
 * Invariants:
 * - A shared object is a block of shared memory. The two words before its address are its head: how many
 *   references there are, and its kind.
 * - A reference is the handle of a thread, or a value on its way that names the object. Whoever gives up
 *   the last one disposes of the object; nobody else can have or get one then.
 * - On one thread the same address gives the same handle for as long as that lives: `===` holds. What must
 *   not be disposed of meanwhile refers to the handle.
 * - The references of a thread's handles stand in shared memory, so that they can be given up for a thread
 *   that has died.
 * - Objects that name each other in a circle live until the process ends.
 */

import { KindError } from "./errors.ts";
import type { SharedHeap } from "./heap.ts";
import { HELD } from "./parker.ts";
import type { SharedObjects } from "./wire/shared-objects.ts";

/** What can be shared. */
export const KIND = {
  channel: 1,
  mutex: 2,
  rwMutex: 3,
  waitGroup: 4,
  once: 5,
  cond: 6,
  semaphore: 7,
  int32: 8,
  int64: 9,
  context: 10,
  lock: 11,
  condition: 12,
  event: 13,
  barrier: 14,
  queue: 15,
  ring: 16,
  countingSemaphore: 17,
  boundedSemaphore: 18,
  rLock: 19,
} as const;

export type Kind = (typeof KIND)[keyof typeof KIND];

/** The name of the method by which a handle tells where its object stands. */
export const CROSSING: unique symbol = Symbol("crossing");

/** A handle of a shared object. */
export interface Crossing {
  /** The address of the object. */
  [CROSSING](): number;
}

/** An agent, as far as it is needed here: agents are made of this. */
export interface Joined {
  readonly heap: SharedHeap;
  readonly thread: { readonly record: number };
}

/** What is to be known of a kind. */
export interface Rules<A extends Joined> {
  /** Makes this thread's handle of the object at `address`. */
  revive(agent: A, address: number): object;
  /** Frees the object at `address` and all it owns; nobody refers to it. */
  dispose(agent: A, address: number): void;
}

const rules = new Map<number, Rules<Joined>>();

/** Says how objects of `kind` are revived and disposed of. Once a kind and thread. */
export function registerCrossing<A extends Joined>(kind: Kind, of: Rules<A>): void {
  rules.set(kind, of);
}

/** Gives the shared object for an object that is not born as one, but can become one; or null. */
type Departure = (agent: Joined, value: object) => object | null;
const departures: Departure[] = [];

/** Has `departure` asked for the shared object in the place of what is no handle, such as a context. */
export function registerDeparture<A extends Joined>(
  departure: (agent: A, value: object) => object | null,
): void {
  departures.push(departure as Departure);
}

// The head.
const HEAD_WORDS = 2;
const REFERENCES: number = -2;
const OF_KIND: number = -1;

// A list of the addresses that a thread holds: the next part of the list, and places for addresses.
const PART_WORDS = 64;

/** What the registry of handles keeps of one that is gone. */
interface Gone {
  readonly address: number;
  readonly place: number;
  readonly handle: WeakRef<object>;
}

/** The handles of one thread. */
export class Handles implements SharedObjects {
  readonly #agent: Joined;
  readonly #handles: Map<number, WeakRef<object>> = new Map();
  readonly #registry: FinalizationRegistry<Gone>;
  // Free places in the list of what this thread holds.
  readonly #places: number[] = [];
  // Objects without references, while one of them is being disposed of.
  readonly #dead: number[] = [];
  #disposing = false;

  constructor(agent: Joined) {
    this.#agent = agent;
    this.#registry = new FinalizationRegistry((gone) => this.#letGo(gone));
  }

  /**
   * The address of a new object of `kind`: zeroed words, and a reference for the handle to come.
   *
   * @throws {SharedMemoryError} where there is no room.
   */
  allocate(kind: Kind, words: number): number {
    const { heap } = this.#agent;
    const address = heap.allocateZeroed(HEAD_WORDS + words) + HEAD_WORDS;
    heap.words[address + REFERENCES] = 1;
    heap.words[address + OF_KIND] = kind;
    return address;
  }

  /** Frees the words of the object at `address`; for `dispose`. */
  free(address: number, words: number): void {
    this.#agent.heap.free(address - HEAD_WORDS, HEAD_WORDS + words);
  }

  /** Makes `handle` this thread's handle of the object at `address`: it takes over one reference. */
  hold<H extends object>(handle: H, address: number): H {
    const weak = new WeakRef(handle);
    const place = this.#places.pop() ?? this.#newPlace();
    this.#agent.heap.words[place] = address;
    this.#handles.set(address, weak);
    this.#registry.register(handle, { address, place, handle: weak });
    return handle;
  }

  depart(value: object): number {
    const object = this.#shared(value);
    if (object === null) return 0;
    const address = object[CROSSING]();
    this.refer(address);
    return address;
  }

  /** One more reference to the object at `address`, where another is known to stay meanwhile. */
  refer(address: number): void {
    Atomics.add(this.#agent.heap.words, address + REFERENCES, 1);
  }

  has(value: object): boolean {
    return this.#shared(value) !== null;
  }

  arrive(address: number): object {
    const handle = this.#handles.get(address)?.deref();
    if (handle !== undefined) {
      this.drop(address);
      return handle;
    }
    const kind = this.#agent.heap.words[address + OF_KIND] as number;
    const known = rules.get(kind);
    if (known === undefined) throw new KindError(kind);
    return this.hold(known.revive(this.#agent, address), address);
  }

  // Disposing of one object may drop others: they are disposed of in turn, not within each other.
  drop(address: number): void {
    if (Atomics.sub(this.#agent.heap.words, address + REFERENCES, 1) !== 1) return;
    this.#dead.push(address);
    if (this.#disposing) return;
    this.#disposing = true;
    try {
      for (let dead = this.#dead.pop(); dead !== undefined; dead = this.#dead.pop()) {
        const kind = this.#agent.heap.words[dead + OF_KIND] as number;
        rules.get(kind)?.dispose(this.#agent, dead);
      }
    } finally {
      this.#disposing = false;
    }
  }

  /** What the thread whose record is at `record` has handles of, which takes and gives up none meanwhile. */
  heldBy(record: number): { readonly address: number; readonly kind: number }[] {
    const { words } = this.#agent.heap;
    const held: { address: number; kind: number }[] = [];
    for (let part = words[record + HELD] as number; part !== 0; part = words[part] as number) {
      for (let place = part + 1; place < part + PART_WORDS; place++) {
        const address = words[place] as number;
        if (address !== 0) held.push({ address, kind: words[address + OF_KIND] as number });
      }
    }
    return held;
  }

  /** Gives up all that the handles of a thread hold that has died and whose record is at `record`. */
  dropAllOf(record: number): void {
    const { heap } = this.#agent;
    let part = heap.words[record + HELD] as number;
    heap.words[record + HELD] = 0;
    while (part !== 0) {
      const next = heap.words[part] as number;
      for (let place = part + 1; place < part + PART_WORDS; place++) {
        const address = heap.words[place] as number;
        if (address !== 0) this.drop(address);
      }
      heap.free(part, PART_WORDS);
      part = next;
    }
  }

  #shared(value: object): Crossing | null {
    if (CROSSING in value) return value as Crossing;
    for (const departure of departures) {
      const object = departure(this.#agent, value);
      if (object !== null) return object as Crossing;
    }
    return null;
  }

  #letGo({ address, place, handle }: Gone): void {
    // Another handle may have come in its place.
    if (this.#handles.get(address) === handle) this.#handles.delete(address);
    this.#agent.heap.words[place] = 0;
    this.#places.push(place);
    this.drop(address);
  }

  #newPlace(): number {
    const { heap, thread } = this.#agent;
    const part = heap.allocateZeroed(PART_WORDS);
    heap.words[part] = heap.words[thread.record + HELD] as number;
    heap.words[thread.record + HELD] = part;
    for (let place = part + PART_WORDS - 1; place > part + 1; place--) this.#places.push(place);
    return part + 1;
  }
}

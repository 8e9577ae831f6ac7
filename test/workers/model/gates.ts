// Programs of a few threads at the gates that src/workers/sync makes locks and conditions of, and what must
// hold of every end they can come to. They run on the real code, or on a copy with a mistake in it.
//
// What is to be guarded is one word, NOTE: it is read and then written in two steps, so that two threads
// which are let in at once lose a count.

import type * as Barrier from "../../../src/workers/sync/barrier.ts";
import type * as Condition from "../../../src/workers/sync/condition.ts";
import type * as Counter from "../../../src/workers/sync/counter.ts";
import type * as Gate from "../../../src/workers/sync/gate.ts";
import type * as Holdings from "../../../src/workers/sync/holdings.ts";
import type * as Mutex from "../../../src/workers/sync/mutex.ts";
import type * as Once from "../../../src/workers/sync/once.ts";
import type * as Queue from "../../../src/workers/sync/queue.ts";
import type * as RLock from "../../../src/workers/sync/r-lock.ts";
import type * as RWMutex from "../../../src/workers/sync/rw-mutex.ts";
import type * as Semaphore from "../../../src/workers/sync/semaphore.ts";
import type * as ThreadModule from "../../../src/workers/thread.ts";
import type * as WaitList from "../../../src/workers/wait-list.ts";
import { type Exploration, explore } from "./explore.ts";
import { type Grain, Machine, type State } from "./machine.ts";

/** The code under test, by the names of its files. */
export interface Gates {
  readonly barrier: typeof Barrier;
  readonly condition: typeof Condition;
  readonly counter: typeof Counter;
  readonly gate: typeof Gate;
  readonly holdings: typeof Holdings;
  readonly mutex: typeof Mutex;
  readonly once: typeof Once;
  readonly queue: typeof Queue;
  readonly "r-lock": typeof RLock;
  readonly "rw-mutex": typeof RWMutex;
  readonly semaphore: typeof Semaphore;
  readonly thread: typeof ThreadModule;
  readonly "wait-list": typeof WaitList;
  readonly ticketWords: (cases: number) => number;
  /** The size of a thread's record. */
  readonly threadWords: number;
}

// Memory: the word that is guarded, another, two gates, cells, a holding a thread, records, tickets.
export const NOTE = 1;
export const FLAG = 2;
// As in memory itself, two words into a cache line: the lock is found by where a queue stands.
export const GATE = 18;
const GATE_SPACE = 32;
export const SECOND_GATE: number = GATE + GATE_SPACE;
const FIRST_CELL: number = SECOND_GATE + GATE_SPACE;
const MOST_CELLS = 4;
const CELL_SPACE = 6;
const FIRST_HOLDING: number = FIRST_CELL + MOST_CELLS * CELL_SPACE;
const MOST_THREADS = 3;
const MOST_TICKETS = 2;

/** One thread as its operations see it. */
export interface Actor {
  readonly p: Gates;
  readonly words: Int32Array;
  readonly t: ThreadModule.Thread;
  /** The address of its holding. */
  readonly holding: number;
  /** The address of the record of the thread numbered `owner`. */
  readonly recordOf: (owner: number) => number;
}

/** An operation of a thread; what it answers is its result. */
export type Deed = (actor: Actor) => unknown;

export interface Scene {
  /** Makes the gates, in zeroed words. */
  readonly make?: (p: Gates, words: Int32Array) => void;
  readonly threads: readonly (readonly Deed[])[];
  /** What is wrong with the end, where not even one thread is to sleep in it; null where nothing is. */
  readonly judge: (end: End) => string | null;
  /** Whether threads may sleep in the end; `judge` tells which. */
  readonly mayEndAsleep?: true;
}

/** An end, as judges see it. */
export interface End {
  readonly p: Gates;
  readonly memory: Int32Array;
  readonly results: readonly (readonly unknown[])[];
  /** Which threads sleep. */
  readonly asleep: readonly number[];
}

/** Explores all that can happen in `scene`. */
export function run(p: Gates, scene: Scene, grain: Grain): Exploration {
  const firstRecord = FIRST_HOLDING + MOST_THREADS * p.holdings.HOLDING_WORDS;
  const firstTicket = firstRecord + MOST_THREADS * p.threadWords;
  const ticketWords = p.ticketWords(1);
  const memory = new Int32Array(firstTicket + MOST_THREADS * MOST_TICKETS * ticketWords);
  scene.make?.(p, memory);
  const operations = scene.threads.map((deeds) =>
    deeds.map((deed) => (words: Int32Array, thread: number) => {
      let ticket = firstTicket + thread * MOST_TICKETS * ticketWords - ticketWords;
      const allocate = () => {
        ticket += ticketWords;
        return ticket;
      };
      const recordOf = (owner: number) => firstRecord + (owner - 1) * p.threadWords;
      const owner = thread + 1;
      const spins = { lock: 0, ready: 0 };
      const t = new p.thread.Thread(words, recordOf(owner), owner, allocate, spins);
      return deed({ p, words, t, holding: holdingAt(p, thread), recordOf });
    }),
  );
  const machine = new Machine(operations, grain, [GATE + p.gate.LOCK, SECOND_GATE + p.gate.LOCK]);
  return explore(machine, machine.start(memory), (end) => faultOf(p, scene, end));
}

function holdingAt(p: Gates, thread: number): number {
  return FIRST_HOLDING + thread * p.holdings.HOLDING_WORDS;
}

/** The address of one of the cells, which are numbered from 0. */
export function cellAt(number: number): number {
  return FIRST_CELL + number * CELL_SPACE;
}

/** Gives each thread its holding in the list at `list`. */
export function addHoldings(p: Gates, words: Int32Array, list: number): void {
  for (let thread = 0; thread < MOST_THREADS; thread++) {
    p.holdings.addHolding(words, list, holdingAt(p, thread), thread + 1);
  }
}

function faultOf(p: Gates, scene: Scene, end: State): string | null {
  const asleep = end.threads.flatMap((t, thread) => (t.pending === null ? [] : [thread]));
  for (const gate of [GATE, SECOND_GATE]) {
    if (end.memory[gate + p.gate.LOCK] !== 0) return "the lock of a gate is held for ever";
  }
  for (const thread of asleep) {
    const on = end.threads[thread]?.asleepOn as number;
    if (end.memory[on] !== 0) return `thread ${thread} sleeps on what was delivered to it`;
  }
  if (scene.mayEndAsleep === undefined && asleep.length > 0) {
    return `thread ${asleep.join()} sleeps for ever`;
  }
  const results = end.threads.map((t) => t.results);
  return scene.judge({ p, memory: end.memory, results, asleep });
}

// ------------------------------------------------------------------------------------- what is done

/** Takes a step, and waits as long as it must; answers how that ended. */
export function pass(
  { p, t }: Actor,
  step: Gate.Step,
  by: number,
  amount = 0,
  gate: number = GATE,
): number {
  const ticket = p.gate.begin(t, gate, step, by, amount);
  if (ticket <= 0) return ticket;
  t.await(ticket);
  return p.gate.finish(t, ticket);
}

/** What `passOrLeave` answers where it has left. */
export const LEFT = "left";

/** As `pass`, but breaks off where it would have to wait. */
export function passOrLeave(
  { p, t }: Actor,
  step: Gate.Step,
  abandoned: Gate.Step,
  by: number,
  amount = 0,
  gate: number = GATE,
): number | typeof LEFT {
  const ticket = p.gate.begin(t, gate, step, by, amount);
  if (ticket <= 0) return ticket;
  if (p.gate.withdraw(t, gate, ticket, abandoned)) return LEFT;
  t.await(ticket);
  return p.gate.finish(t, ticket);
}

/** Takes a step that does not wait. */
export function act(
  { p, t }: Actor,
  step: Gate.Step,
  by: number,
  amount = 0,
  gate: number = GATE,
): number {
  return p.gate.attempt(t, gate, step, by, amount);
}

/** Adds one to the word that is guarded. */
export function note({ words }: Actor): void {
  const count = Atomics.load(words, NOTE);
  Atomics.store(words, NOTE, count + 1);
}

/** The word that is guarded, or an answer that no judge accepts where it is changed meanwhile. */
export function readNote({ words }: Actor): { readonly read: number } {
  const count = Atomics.load(words, NOTE);
  return { read: Atomics.load(words, NOTE) === count ? count : Number.NaN };
}

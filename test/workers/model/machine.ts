// A machine on which the real code of src/workers runs one step at a time. Threads are plain functions
// on shared memory; the machine can stop each of them before any of its accesses, go on with another, and
// come back.
//
// How: the memory a thread sees is a Proxy, and the global Atomics is the machine's own while a thread runs.
// A thread that is to stop is ended by an exception; to go on, it is run again from the start of
// its present operation, and what it read the last time is read to it again from a log (its writes have
// been done already). This needs an operation to be deterministic but for what it reads, and the
// objects it keeps between operations to be as if new; both hold for src/workers.
//
// What is a step, from the finest to the coarsest, each of which rests on the one before:
// - "access": every single access. Shows whether there are data races: in each state it is asked whether
//   two threads are about to do things to one word that exclude each other.
// - "atomic": an atomic access and all that follows it up to the next one. Enough for a program without
//   data races, whose plain accesses cannot be seen halfway (ECMA-262, 29.11, "data race freedom").
// - "section": as "atomic", but a lock is what a lock promises to be: it is taken in one step, once it is
//   free. Taking it goes with what follows, and letting go with what came before (Lipton, "Reduction",
//   1975: they are right and left movers); taking a second lock is a step of its own, so that no deadlock
//   is hidden. Rests on futex.ts, which "atomic" shows to keep that promise.

export type Grain = "access" | "atomic" | "section";

/** What a thread is about to do. */
export interface Access {
  readonly kind: "plain" | "atomic" | "resume";
  readonly index: number;
  readonly writes: boolean;
  /** It takes a lock, and can only be done while that is free. */
  readonly takes?: true;
}

/** A thread between two steps. */
export interface ThreadState {
  /** The results of the operations it has completed. */
  readonly results: readonly unknown[];
  /** What its present operation has read. */
  readonly log: readonly (number | string)[];
  /** What it will do next; null once it has ended. */
  readonly pending: Access | null;
  /** The word it sleeps on, or -1. */
  readonly asleepOn: number;
}

export interface State {
  readonly memory: Int32Array;
  readonly threads: readonly ThreadState[];
  /** Who sleeps, in the order in which they fell asleep: the order of waking, by ECMA-262. */
  readonly sleepers: readonly number[];
}

/** An operation of a thread: gives its result. Called anew for each step. */
export type Operation = (words: Int32Array, thread: number) => unknown;

/** Ends a thread that is to stop. One for all: nobody reads its stack. */
const stopped = new Error("stopped by the machine");

/** More accesses than any operation needs. */
const MOST_ACCESSES = 1000;

/** An operation goes round in a circle. */
export class EndlessError extends Error {
  override readonly name = "EndlessError";
  constructor(thread: number) {
    super(`an operation of thread ${thread} has made ${MOST_ACCESSES} accesses`);
  }
}

export class Machine {
  readonly #programs: readonly (readonly Operation[])[];
  readonly #grain: Grain;
  readonly #locks: ReadonlySet<number>;
  readonly #words: Int32Array;
  // The step under way.
  #memory = new Int32Array(0);
  #sleepers: number[] = [];
  #threads: ThreadState[] = [];
  #thread = 0;
  #log: (number | string)[] = [];
  #read = 0;
  /** How many steps the thread may still take. */
  #fuel = 0;
  /** Whether it has just taken a lock. */
  #entered = false;
  #pending: Access | null = null;
  #asleepOn = -1;

  /** `locks` are the words that are locks, as futex.ts has them. */
  constructor(
    programs: readonly (readonly Operation[])[],
    grain: Grain,
    locks: readonly number[] = [],
  ) {
    this.#programs = programs;
    this.#grain = grain;
    this.#locks = new Set(grain === "section" ? locks : []);
    this.#words = new Proxy(new Int32Array(0), {
      get: (_, index) => this.#plainRead(Number(index)),
      set: (_, index, value: number) => this.#plainWrite(Number(index), value),
    });
  }

  /** The state in which each thread is about to take its first step. */
  start(memory: Int32Array): State {
    const fresh: ThreadState = { results: [], log: [], pending: null, asleepOn: -1 };
    let state: State = { memory, threads: this.#programs.map(() => fresh), sleepers: [] };
    for (let thread = 0; thread < this.#programs.length; thread++) {
      state = this.#run(state, thread, 0);
    }
    return state;
  }

  /** The state after one step of `thread`, which has not ended and does not sleep. */
  step(state: State, thread: number): State {
    return this.#run(state, thread, 1);
  }

  #run(state: State, thread: number, fuel: number): State {
    const before = state.threads[thread] as ThreadState;
    let { results } = before;
    this.#memory = state.memory.slice();
    this.#sleepers = [...state.sleepers];
    this.#threads = [...state.threads];
    this.#thread = thread;
    this.#log = [...before.log];
    this.#fuel = before.pending?.kind === "resume" ? 0 : fuel;
    this.#entered = false;
    this.#pending = null;
    this.#asleepOn = -1;
    const program = this.#programs[thread] as readonly Operation[];
    const real = globalThis.Atomics;
    globalThis.Atomics = this.#atomics;
    try {
      while (results.length < program.length) {
        this.#read = 0;
        const result = (program[results.length] as Operation)(this.#words, thread);
        results = [...results, result];
        this.#log = [];
      }
    } catch (thrown) {
      if (thrown !== stopped) throw thrown;
    } finally {
      globalThis.Atomics = real;
    }
    this.#threads[thread] = {
      results,
      log: this.#log,
      pending: this.#pending,
      asleepOn: this.#asleepOn,
    };
    return { memory: this.#memory, threads: this.#threads, sleepers: this.#sleepers };
  }

  // Whether the access is one of those whose results are in the log already.
  get #replaying(): boolean {
    return this.#read < this.#log.length;
  }

  // Stops the thread before `access`, unless it may take one more step.
  #stopBefore(access: Access): void {
    if (this.#entered && access.takes === undefined) {
      this.#entered = false;
      return;
    }
    if (this.#fuel-- > 0) return;
    this.#pending = access;
    throw stopped;
  }

  #logged(value: number | string): number | string {
    if (this.#log.length === MOST_ACCESSES) throw new EndlessError(this.#thread);
    this.#log.push(value);
    this.#read++;
    return value;
  }

  #plainRead(index: number): number {
    if (this.#replaying) return this.#log[this.#read++] as number;
    if (this.#grain === "access") this.#stopBefore({ kind: "plain", index, writes: false });
    return this.#logged(this.#memory[index] as number) as number;
  }

  #plainWrite(index: number, value: number): boolean {
    if (this.#replaying) {
      this.#read++;
      return true;
    }
    if (this.#grain === "access") this.#stopBefore({ kind: "plain", index, writes: true });
    this.#memory[index] = value;
    this.#logged(0);
    return true;
  }

  #atomic(index: number, writes: boolean, act: (now: number) => number): number {
    if (this.#replaying) return this.#log[this.#read++] as number;
    this.#stopBefore({ kind: "atomic", index, writes });
    const now = this.#memory[index] as number;
    if (writes) this.#memory[index] = act(now);
    return this.#logged(now) as number;
  }

  #exchange(index: number, value: number): number {
    const letsGo = this.#locks.has(index);
    if (letsGo && !this.#replaying) {
      this.#entered = false;
      this.#memory[index] = value;
      return this.#logged(0) as number; // nobody sleeps on it
    }
    return this.#atomic(index, true, () => value);
  }

  #compareExchange(index: number, expected: number, value: number): number {
    if (this.#locks.has(index) && !this.#replaying) {
      this.#stopBefore({ kind: "atomic", index, writes: true, takes: true });
      this.#entered = true;
      this.#memory[index] = value;
      return this.#logged(expected) as number;
    }
    return this.#atomic(index, true, (now) => (now === expected ? value : now));
  }

  #wait(index: number, expected: number): string {
    if (this.#replaying) return this.#log[this.#read++] as string;
    this.#stopBefore({ kind: "atomic", index, writes: false });
    if (this.#memory[index] !== expected) return this.#logged("not-equal") as string;
    this.#sleepers.push(this.#thread);
    this.#asleepOn = index;
    this.#pending = { kind: "resume", index: -1, writes: false };
    throw stopped;
  }

  #notify(index: number, count: number): number {
    if (this.#replaying) return this.#log[this.#read++] as number;
    this.#stopBefore({ kind: "atomic", index, writes: false });
    const sleeping = this.#sleepers.filter((s) => this.#threads[s]?.asleepOn === index);
    const woken = sleeping.slice(0, count);
    this.#sleepers = this.#sleepers.filter((s) => !woken.includes(s));
    for (const s of woken) {
      const sleeper = this.#threads[s] as ThreadState;
      this.#threads[s] = { ...sleeper, log: [...sleeper.log, "ok"], asleepOn: -1 };
    }
    return this.#logged(woken.length) as number;
  }

  readonly #atomics = {
    load: (_: Int32Array, index: number) => this.#atomic(index, false, (now) => now),
    store: (_: Int32Array, index: number, value: number) => {
      this.#atomic(index, true, () => value);
      return value;
    },
    add: (_: Int32Array, index: number, value: number) =>
      this.#atomic(index, true, (now) => now + value),
    exchange: (_: Int32Array, index: number, value: number) => this.#exchange(index, value),
    compareExchange: (_: Int32Array, index: number, expected: number, value: number) =>
      this.#compareExchange(index, expected, value),
    wait: (_: Int32Array, index: number, expected: number) => this.#wait(index, expected),
    notify: (_: Int32Array, index: number, count = Number.POSITIVE_INFINITY) =>
      this.#notify(index, count),
  } as unknown as Atomics;
}

/**
 * The pool: workers that run parallel goroutines, many to a worker, as the main thread has them.
 *
 * Invariants:
 * - A call goes to the worker with the least load. While one that is idle is missing, another worker is
 *   started, up to GOMAXPROCS; what finds all full waits here, in order, for the first that has room.
 * - Every call that was dispatched ends: by its worker's answer, or with an error when its worker has died
 *   or the pool is shut down.
 * - What a worker that has died had not taken yet is given to another; what it had taken is lost, and fails.
 * - The process stays alive while a call is under way, and no longer.
 */

import { describe } from "../runtime/goroutine.ts";
import { PanicError } from "../runtime/panic.ts";
import { throwUncaught } from "../runtime/platform.ts";
import {
  type Agent,
  cores,
  type HostEnd,
  home,
  KeepAlive,
  newSlot,
  WorkerDiedError,
} from "../workers/index.ts";
import { Backlog } from "./backlog.ts";
import { type Caller, Calls } from "./call.ts";
import { type Carried, carriedHome, carry } from "./carried-error.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { ShutdownError } from "./errors.ts";
import {
  callOf,
  functionOf,
  header,
  kindOf,
  PANICKED,
  type Panic,
  READY,
  RUN,
  RUN_UNHEARD,
  THREW,
} from "./message.ts";
import { type Overseer, PoolWorker } from "./worker.ts";

/** A call that is under way. */
interface Call {
  readonly caller: Caller;
  readonly fn: number;
  /** Who has it; null while it waits here. */
  worker: PoolWorker | null;
}

/** A call that waits for a worker. */
interface Waiting {
  readonly number: number;
  readonly call: Call;
  readonly args: Int32Array;
}

class Pool implements Dispatcher, Overseer {
  readonly agent: Agent = home();
  readonly #calls: Calls<Call> = new Calls();
  readonly #keepAlive: KeepAlive = new KeepAlive();
  #workers: PoolWorker[] = [];
  readonly #waiting: Backlog<Waiting> = new Backlog();
  #started = 0;
  #processors = cores();
  readonly #ending: Map<PoolWorker, () => void> = new Map();

  get processors(): number {
    return this.#processors;
  }

  set processors(n: number) {
    this.#processors = n;
    this.#retire();
    this.hasRoom();
  }

  dispatch(fn: number, args: Int32Array, caller: Caller): void {
    const call: Call = { caller, fn, worker: null };
    const number = this.#calls.add(call);
    this.#keepAlive.set(true);
    this.#place({ number, call, args: args.slice() });
  }

  /** Ends all workers; what runs on them, or waits for them, fails. Resolves when they have ended. */
  async shutdown(): Promise<void> {
    for (const { call, number, args } of this.#waiting.takeAll()) {
      this.agent.slots.discard(args);
      this.#fail(number, call, new ShutdownError(call.caller.name));
    }
    const workers = this.#workers;
    this.#workers = [];
    this.#keepAlive.set(true);
    await Promise.all(workers.map((worker) => this.#end(worker)));
    this.#keepAlive.set(this.#calls.size > 0);
  }

  async #end(worker: PoolWorker): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      this.#ending.set(worker, resolve);
    });
    const isIdle = worker.load === 0;
    for (const [number, call] of this.#callsOf(worker)) {
      this.#fail(number, call, new ShutdownError(call.caller.name));
    }
    if (isIdle) worker.leave();
    else await worker.terminate();
    await ended;
  }

  // ------------------------------------------------------------------------- giving calls to workers

  #place(waiting: Waiting): void {
    const worker = this.#waiting.isEmpty ? this.#choose() : undefined;
    if (worker === undefined) this.#waiting.add(waiting);
    else this.#give(worker, waiting);
  }

  #give(worker: PoolWorker, { call, number, args }: Waiting): void {
    call.worker = worker;
    worker.load++;
    worker.tell(header(call.caller.listens ? RUN : RUN_UNHEARD, number, call.fn), args);
  }

  #choose(): PoolWorker | undefined {
    let least: PoolWorker | undefined;
    for (const worker of this.#workers) {
      if (worker.isFull || worker.isLeaving) continue;
      if (least === undefined || worker.load < least.load) least = worker;
    }
    if (least?.load === 0 || this.#workers.length >= this.#processors) return least;
    const worker = new PoolWorker(this.agent, ++this.#started, this);
    this.#workers.push(worker);
    return worker;
  }

  hasRoom(): void {
    while (!this.#waiting.isEmpty) {
      const worker = this.#choose();
      if (worker === undefined) return;
      this.#give(worker, this.#waiting.take());
    }
  }

  // Lets go of the workers that are more than there are to be, as they have nothing to do.
  #retire(): void {
    let surplus = this.#workers.length - this.#processors;
    for (const worker of this.#workers) {
      if (surplus <= 0 || worker.load > 0) continue;
      surplus--;
      worker.leave();
    }
    this.#workers = this.#workers.filter((worker) => !worker.isLeaving);
  }

  // --------------------------------------------------------------------------- hearing from workers

  heard(worker: PoolWorker, told: number, body: Int32Array | null): void {
    const kind = kindOf(told);
    if (kind === READY) return;
    if (kind === PANICKED) {
      this.#panic(worker, body as Int32Array);
    } else if (kind === RUN || kind === RUN_UNHEARD) {
      const caller = new RelayedCaller(this.agent, worker, callOf(told), kind === RUN);
      this.dispatch(functionOf(told), body as Int32Array, caller);
    } else {
      const call = this.#remove(callOf(told));
      if (call === undefined) {
        if (body !== null) this.agent.slots.discard(body);
        return;
      }
      call.caller.answered(kind, body, whereOf(worker));
    }
  }

  ended(worker: PoolWorker, end: HostEnd): void {
    this.#workers = this.#workers.filter((each) => each !== worker);
    const unread: Waiting[] = [];
    worker.bury((told, args) => {
      const number = callOf(told);
      const call = this.#calls.get(number);
      // One that has never begun would be followed by others that never begin.
      if (args !== null && worker.isReady && call?.worker === worker)
        unread.push({ number, call, args });
      else if (args !== null) this.agent.slots.discard(args);
    });
    for (const { call } of unread) call.worker = null;
    const lost = this.#callsOf(worker);
    for (const [number, call] of lost) this.#fail(number, call, died(worker, call, end));
    this.#waiting.addFirst(unread);
    this.#ending.get(worker)?.();
    this.#ending.delete(worker);
    this.hasRoom();
    if (end.error !== undefined && lost.length === 0) {
      throwUncaught(new WorkerDiedError(`worker ${worker.number} died`, reasonOf(end), end.error));
    }
  }

  #panic(worker: PoolWorker, body: Int32Array): void {
    const { id, name, started, error } = this.agent.slots.take(body) as Panic;
    const owner = { id, name };
    const note = `${started === null ? "" : `\nstarted by\n${started}`}\non worker ${worker.number}`;
    throwUncaught(new PanicError(owner, carriedHome(error as Carried, whereOf(worker)), note));
  }

  // ------------------------------------------------------------------------------ the ends of calls

  #callsOf(worker: PoolWorker): [number: number, call: Call][] {
    return this.#calls.filter((call) => call.worker === worker);
  }

  #fail(number: number, call: Call, error: Error): void {
    this.#remove(number);
    call.caller.failed(error);
  }

  #remove(number: number): Call | undefined {
    const call = this.#calls.get(number);
    if (call === null) return undefined;
    this.#calls.remove(number);
    if (this.#calls.size === 0 && this.#ending.size === 0) this.#keepAlive.set(false);
    if (call.worker !== null && --call.worker.load === 0) this.#retire();
    return call;
  }
}

/** A worker that has had a function run. */
class RelayedCaller implements Caller {
  readonly name: string;
  readonly listens: boolean;
  readonly #agent: Agent;
  readonly #worker: PoolWorker;
  readonly #call: number;

  constructor(agent: Agent, worker: PoolWorker, call: number, listens: boolean) {
    this.name = `call ${call} of worker ${worker.number}`;
    this.listens = listens;
    this.#agent = agent;
    this.#worker = worker;
    this.#call = call;
  }

  answered(kind: number, body: Int32Array | null): void {
    if (!this.#worker.isLeaving) this.#worker.tell(header(kind, this.#call), body);
    else if (body !== null) this.#agent.slots.discard(body);
  }

  failed(error: Error): void {
    const body = newSlot();
    this.#agent.slots.put(carry(error), body);
    this.answered(THREW, body);
  }
}

function whereOf(worker: PoolWorker): string {
  return `    at worker ${worker.number}`;
}

function died(worker: PoolWorker, { caller }: Call, end: HostEnd): WorkerDiedError {
  const what = `worker ${worker.number} died while it ran ${caller.name}`;
  return new WorkerDiedError(what, reasonOf(end), end.error);
}

function reasonOf({ error, status }: HostEnd): string {
  if (error === undefined) return `it ended with status ${status}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : describe(error);
}

let pool: Pool | undefined;

/** The pool, made when it is first needed. */
export function thePool(): Pool {
  pool ??= new Pool();
  return pool;
}

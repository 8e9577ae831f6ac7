/**
 * What a worker of the pool does: it runs the functions that it is told to run, as goroutines of its own,
 * and tells how each has ended. What its goroutines start in parallel, it has the main thread start.
 *
 * Invariants:
 * - Every call that it has taken is answered once, as long as it lives.
 * - It begins a call, and lets it run until it waits, before it takes the next.
 * - An error that escapes a goroutine of its own is told to the main thread, which ends the process by it
 *   as by one that escapes there.
 */

import { liveCount } from "../runtime/live.ts";
import { GOEXIT, startStack, swapPanicHandler } from "../runtime/panic.ts";
import type { Owner } from "../runtime/waiter.ts";
import { goAttended } from "../sync/attend.ts";
import {
  endThread,
  find,
  home,
  KeepAlive,
  Outbox,
  type Place,
  type PortableFunction,
  published,
  role,
} from "../workers/index.ts";
import { takeBody } from "./body.ts";
import { type Caller, Calls } from "./call.ts";
import { carry, describeThrown } from "./carried-error.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { StartedWhileImportedError } from "./errors.ts";
import { listen } from "./framing.ts";
import {
  callOf,
  ENDED,
  functionOf,
  header,
  kindOf,
  PANICKED,
  type Panic,
  READY,
  RETURNED,
  RUN,
  RUN_UNHEARD,
  THREW,
} from "./message.ts";

/** The addresses of a worker's channels. */
interface Channels {
  readonly inbox: number;
  readonly outbox: number;
}

class Server implements Dispatcher {
  readonly agent = home();
  readonly #outbox: Outbox;
  readonly #functions: Map<number, PortableFunction> = new Map();
  /** What this worker's goroutines have started. */
  readonly #calls: Calls<Caller> = new Calls();
  #imports = 0;

  constructor({ inbox, outbox }: Channels) {
    this.#outbox = new Outbox(this.agent, outbox);
    swapPanicHandler((owner, error) => this.#tellPanic(owner, error));
    new KeepAlive().set(true); // the thread, until it is told to end
    this.#outbox.post(header(READY, 0));
    listen(this.agent, inbox, (told, body) => this.#take(told, body), endThread);
  }

  dispatch(fn: number, args: Int32Array, caller: Caller): void {
    // Goroutines that are alive may well start others meanwhile.
    if (this.#imports > 0 && liveCount() === 0) throw new StartedWhileImportedError(caller.name);
    const kind = caller.listens ? RUN : RUN_UNHEARD;
    this.#outbox.post(header(kind, this.#calls.add(caller), fn));
    this.#outbox.postSlot(args);
  }

  #take(told: number, body: Int32Array | null): void {
    const kind = kindOf(told);
    const call = callOf(told);
    if (kind === RUN || kind === RUN_UNHEARD) {
      this.#run(kind, call, functionOf(told), body as Int32Array);
      return;
    }
    const caller = this.#calls.get(call);
    this.#calls.remove(call);
    caller?.answered(kind, body, "    at another worker");
  }

  #run(kind: number, call: number, address: number, args: Int32Array): void {
    const known = this.#functions.get(address);
    if (known !== undefined) {
      this.#begin(kind, call, known, args);
      return;
    }
    this.#imports++;
    find(JSON.parse(published(this.agent.heap, address)) as Place).then(
      (fn) => {
        this.#imports--;
        this.#functions.set(address, fn);
        this.#begin(kind, call, fn, args);
      },
      (error: unknown) => {
        this.#imports--;
        this.agent.slots.discard(args);
        this.#tellError(THREW, call, error);
      },
    );
  }

  #begin(kind: number, call: number, fn: PortableFunction, packed: Int32Array): void {
    const returned = (value: unknown): void => {
      if (kind === RUN) this.#tellValue(call, value);
      else this.#outbox.post(header(ENDED, call));
    };
    const threw = (error: unknown): void => {
      if (error === GOEXIT) returned(undefined);
      else this.#tellError(THREW, call, error);
    };
    const begin = (args: unknown): void => goAttended(fn, args as unknown[], { returned, threw });
    takeBody(this.agent, packed, begin, threw);
  }

  #tellValue(call: number, value: unknown): void {
    try {
      this.#tell(header(RETURNED, call), [value]);
    } catch (error) {
      this.#tellError(THREW, call, error);
    }
  }

  #tellError(kind: number, call: number, error: unknown): void {
    try {
      this.#tell(header(kind, call), carry(error));
    } catch {
      this.#tell(header(kind, call), describeThrown(error));
    }
  }

  #tellPanic(owner: Owner, error: unknown): void {
    const { id, name } = owner;
    const told = (thrown: Panic["error"]): Panic => {
      return { id, name, started: startStack(owner) ?? null, error: thrown };
    };
    try {
      this.#tell(header(PANICKED, 0), told(carry(error)));
    } catch {
      this.#tell(header(PANICKED, 0), told(describeThrown(error)));
    }
  }

  // The body is put into its slot first: where that fails, nothing was told.
  #tell(told: number, body: unknown): void {
    const { slot, slots } = this.agent;
    slots.put(body, slot);
    const packed = slot.slice();
    this.#outbox.post(told);
    this.#outbox.postSlot(packed);
    slots.sent(packed);
  }
}

let server: Server | undefined;

/** Starts a worker. */
export const startServer = role<Channels>("parallel", import.meta.url, (channels) => {
  server = new Server(channels);
});

/** What this thread serves as, where it is a worker of the pool. */
export function thisServer(): Dispatcher | undefined {
  return server;
}

/**
 * `parallel`: makes of a function of a module one that runs on worker threads.
 *
 * Invariants:
 * - Arguments are copied when the goroutine is started: what the starter changes afterwards changes nothing
 *   for it. What cannot cross is refused there, and nothing was started.
 * - `go` of such a function is a goroutine of the thread that starts it too, which waits for the other to
 *   end: it is counted, listed in dumps, and an error that escapes the other escapes it.
 */

import { SHIP, type Shipped } from "../csp/go.ts";
import type { StandIn } from "../runtime/live.ts";
import type { Parked } from "../runtime/operation.ts";
import type { GoroutineFunction } from "../runtime/runqueue.ts";
import { simulated } from "../runtime/turn.ts";
import { declare, newSlot, publish } from "../workers/index.ts";
import { WaitingCaller } from "./call.ts";
import type { Checked } from "./crossable.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { SimulatedWorldError } from "./errors.ts";
import { thePool } from "./pool.ts";
import { thisServer } from "./server.ts";

/** What a call of a parallel function gives: what its function returns, or its promise, or its generator. */
export type ParallelResult<R> =
  R extends Generator<Parked, infer Returned, unknown> ? Returned : Awaited<R>;

/** A function that runs on a worker: `go(fn, ...args)`, or `await fn(...args)` for what it returns. */
export interface ParallelFunction<A extends unknown[], R> {
  (...args: A): Promise<R>;
}

/**
 * Marks a function of a module as one that can run on worker threads. `go(countPrimes, 2, 1000, out)` starts
 * it as a goroutine there; `await countPrimes(2, 1000, out)` starts it too, and gives what it returns or
 * throws what it throws.
 *
 * A worker imports the module anew to find the function: so `parallel` is called while the module is
 * evaluated, `export const f = parallel(import.meta.url, ...)`, and what else the module does happens on every
 * worker too. What the program does belongs into `main(...)`, which workers do not call, or behind
 * `if (isMainThread)`. Its variables are the worker's own.
 *
 * @param module `import.meta.url`.
 * @param fn an async function, a generator function, or a plain one. What it takes and returns must be able
 * to cross: plain data and all else that structured clone copies, channels and other things made to be
 * shared, contexts and signals.
 * @throws {ModuleUrlError} where `module` is no URL.
 */
export function parallel<A extends unknown[], R>(
  module: string,
  fn: ((...args: A) => R) & Checked<A, ParallelResult<R>>,
): ParallelFunction<A, ParallelResult<R>> {
  const place = declare(module, fn);
  // The address at which the place is published, for the workers, once it is needed.
  let address = 0;

  function submit(args: unknown[], listens: boolean): WaitingCaller<ParallelResult<R>> {
    if (simulated) throw new SimulatedWorldError(call.name);
    const dispatcher = dispatcherOf();
    const { agent } = dispatcher;
    if (address === 0) address = publish(agent.heap, JSON.stringify(place));
    const slot = newSlot();
    agent.slots.put(args, slot);
    const caller = new WaitingCaller<ParallelResult<R>>(agent, call.name, listens);
    try {
      dispatcher.dispatch(address, slot, caller);
    } catch (error) {
      agent.slots.discard(slot);
      throw error;
    }
    agent.slots.sent(slot);
    caller.wait();
    return caller;
  }

  const call = ((...args: A) => {
    try {
      return submit(args, true).promise;
    } catch (error) {
      return Promise.reject(error);
    }
  }) as ParallelFunction<A, ParallelResult<R>> & Shipped;
  call[SHIP] = (args: unknown[]): GoroutineFunction => {
    const { promise } = submit(args, false);
    const waits: StandIn = () => promise;
    waits.standsFor = call;
    return waits;
  };
  Object.defineProperty(call, "name", { value: fn.name, configurable: true });
  return call;
}

function dispatcherOf(): Dispatcher {
  return thisServer() ?? thePool();
}

/** Who has parallel functions run: the pool on the main thread, the server on a worker. */

import type { Agent } from "../workers/index.ts";
import type { Caller } from "./call.ts";

export interface Dispatcher {
  readonly agent: Agent;
  /**
   * Has the function that is published at `fn` run on a worker with the arguments in the slot `args`, of
   * which it takes possession unless it throws, and its end told to `caller`, later.
   */
  dispatch(fn: number, args: Int32Array, caller: Caller): void;
}

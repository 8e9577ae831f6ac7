/**
 * What can cross to a parallel goroutine, as far as types can say it: see workers/crossable.ts. The rest is told at
 * run time, by a CannotCrossError that names the value and its path.
 */

import type { Context } from "../context/index.ts";
import type { RecvChan, SendChan } from "../csp/directions.ts";
import type { CheckedWith } from "../workers/crossable.ts";

/**
 * Nothing where the arguments and the result of a function can cross; else what no function is. (A channel must be
 * one of `sharedChan`: their types are the same.)
 */
export type Checked<A extends unknown[], R> = CheckedWith<
  Context | SendChan<never> | RecvChan<unknown>,
  A,
  R
>;

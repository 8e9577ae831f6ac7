/**
 * What can cross to another thread, as far as types can say it. The rest is told at run time, by a
 * CannotCrossError that names the value and its path.
 */

import type { Context } from "../context/index.ts";
import type { RecvChan, SendChan } from "../csp/directions.ts";
import type { Crossing } from "../workers/index.ts";

/** What crosses as what it is. (A channel must be one of `sharedChan`: their types are the same.) */
type Whole =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | void
  | Crossing
  | Context
  | AbortSignal
  | SendChan<never>
  | RecvChan<unknown>
  | Date
  | RegExp
  | Error
  | ArrayBuffer
  | SharedArrayBuffer
  | ArrayBufferView
  | MessagePort
  | Blob;

/** What never crosses. */
type Never =
  | ((...args: never[]) => unknown)
  | (abstract new (
      ...args: never[]
    ) => unknown)
  | symbol
  | PromiseLike<unknown>
  | WeakMap<WeakKey, unknown>
  | WeakSet<WeakKey>;

/** Levels of a type beyond which it is not looked into: types may contain themselves. */
type Levels = [1, 1, 1, 1, 1];
type Below<L extends unknown[]> = L extends [unknown, ...infer Rest] ? Rest : [];

/** `never` where `T` can cross, else the paths of what cannot, as texts. */
type Stuck<T, Path extends string, L extends unknown[]> = L extends []
  ? never
  : unknown extends T
    ? never
    : T extends Whole
      ? never
      : T extends Never
        ? Path
        : T extends ReadonlyMap<infer K, infer V>
          ? Stuck<K, `${Path}.keys()`, Below<L>> | Stuck<V, `${Path}.values()`, Below<L>>
          : T extends ReadonlySet<infer V>
            ? Stuck<V, `${Path}.values()`, Below<L>>
            : T extends readonly (infer V)[]
              ? Stuck<V, `${Path}[]`, Below<L>>
              : { [K in keyof T & string]: Stuck<T[K], `${Path}.${K}`, Below<L>> }[keyof T &
                  string];

type StuckArguments<A extends unknown[]> = {
  [I in keyof A]: Stuck<A[I], `argument ${I & string}`, Levels>;
}[number];

/** Which paths of a signature name what cannot cross; a function never has this property. */
export interface CannotCross<Paths extends string> {
  readonly "cannot cross to another thread": Paths;
}

/** Nothing where the arguments and the result of a function can cross; else what no function is. */
export type Checked<A extends unknown[], R> = [
  StuckArguments<A> | Stuck<R, "result", Levels>,
] extends [never]
  ? unknown
  : CannotCross<StuckArguments<A> | Stuck<R, "result", Levels>>;

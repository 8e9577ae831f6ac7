/**
 * What can cross to another thread, as far as types can say it. The rest is told at run time, by a
 * CannotCrossError that names the value and its path.
 */

import type { Crossing } from "./crossing.ts";

/** What crosses as what it is, beside what a room above adds: `More`. */
type Whole =
  | string
  | number
  | bigint
  | boolean
  | null
  | undefined
  | void
  | Crossing
  | AbortSignal
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
type Stuck<T, More, Path extends string, L extends unknown[]> = L extends []
  ? never
  : unknown extends T
    ? never
    : T extends Whole | More
      ? never
      : T extends Never
        ? Path
        : T extends ReadonlyMap<infer K, infer V>
          ?
              | Stuck<K, More, `${Path}.keys()`, Below<L>>
              | Stuck<V, More, `${Path}.values()`, Below<L>>
          : T extends ReadonlySet<infer V>
            ? Stuck<V, More, `${Path}.values()`, Below<L>>
            : T extends readonly (infer V)[]
              ? Stuck<V, More, `${Path}[]`, Below<L>>
              : { [K in keyof T & string]: Stuck<T[K], More, `${Path}.${K}`, Below<L>> }[keyof T &
                  string];

type StuckArguments<A extends unknown[], More> = {
  [I in keyof A]: Stuck<A[I], More, `argument ${I & string}`, Levels>;
}[number];

/** Which paths of a signature name what cannot cross; a function never has this property. */
interface CannotCross<Paths extends string> {
  readonly "cannot cross to another thread": Paths;
}

/**
 * Nothing where the arguments and the result of a function can cross; else what no function is. `More` is what
 * crosses as what it is beside what every thread knows of.
 */
export type CheckedWith<More, A extends unknown[], R> = [
  StuckArguments<A, More> | Stuck<R, More, "result", Levels>,
] extends [never]
  ? unknown
  : CannotCross<StuckArguments<A, More> | Stuck<R, More, "result", Levels>>;

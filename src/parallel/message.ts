/**
 * What the main thread and the workers of the pool tell each other. A worker tells the main thread to run a
 * function as that tells a worker; the main thread passes it on. A message is a number, its header, and
 * for most kinds a body, which is the next value in the same channel. The header says the kind, the call
 * that the message is about, and the function where there is one.
 *
 * The body is taken out of its slot only when it is known what to do with it: arguments, once the function's
 * module has been imported, since that is what knows the classes of what threads share.
 *
 * Invariants:
 * - Headers are whole numbers below 2^53, so they need no memory; no body is a number.
 * - The numbers of calls are the sender's for RUN and RUN_UNHEARD, and the receiver's for what answers them.
 */

/** Run a function, and answer what it returns; the body is an array of its arguments. */
export const RUN = 1;
/** Run a function, and answer only when it has ended. */
export const RUN_UNHEARD = 5;
/** The function has ended, and nobody wants what it returned. No body. */
export const ENDED = 2;
/** It has ended; the body is an array of the one value that it returned. */
export const RETURNED = 3;
/** It has ended; the body is what it has thrown, packed by carried-error.ts. */
export const THREW = 4;
/** From a worker: an error has escaped a goroutine of its own; the body is a Panic. */
export const PANICKED = 6;
/** From a worker: it is there. No body. */
export const READY = 7;

const KINDS = 8;
/** Of the address of a published function. */
const ADDRESSES = 2 ** 24;

/** More calls cannot be under way at a time: their numbers would not fit into a header. */
export const MOST_CALLS: number = 2 ** (53 - 24 - 3);

/** The header of a message. */
export function header(kind: number, call: number, fn = 0): number {
  return (call * ADDRESSES + fn) * KINDS + kind;
}

/** The kind of the message with that header. */
export function kindOf(header: number): number {
  return header % KINDS;
}

/** The number of the call that it is about. */
export function callOf(header: number): number {
  return Math.floor(header / (KINDS * ADDRESSES));
}

/** The address of the function that it names. */
export function functionOf(header: number): number {
  return Math.floor(header / KINDS) % ADDRESSES;
}

/** Whether a body follows. */
export function hasBody(header: number): boolean {
  const kind = kindOf(header);
  return kind !== ENDED && kind !== READY;
}

/** What is told of an error that has escaped a goroutine. */
export interface Panic {
  readonly id: number;
  readonly name: string;
  readonly started: string | null;
  readonly error: unknown;
}

/**
 * What a peer is: a library's programs, one for each workload, or the reason why it has none.
 *
 * Invariants: a peer answers for every workload, so that none is left out in silence; a program
 * makes its channels anew in each run and gives the answer that workload.ts expects.
 */

import type { SpeedName } from "./workload.ts";

/** Runs a workload of that size and resolves to its answer. */
export type Program = (size: number) => Promise<number>;

/** Sends each parked goroutine its number, and resolves to the sum of what they got. */
export type Release = () => Promise<number>;

/**
 * Starts `count` goroutines that each wait in a receive, on one channel where the library can, and
 * resolves once all are parked.
 */
export type ParkProgram = (count: number) => Promise<Release>;

/**
 * Two goroutines ping-pong over two unbuffered channels until `stop` says so, which is asked once a
 * round. Resolves to the number of wrong replies.
 */
export type EndlessProgram = (stop: () => boolean) => Promise<number>;

/** Why a library has no program for a workload, in one line. */
export interface Cannot {
  readonly cannot: string;
}

export interface Peer {
  readonly programs: Readonly<Record<SpeedName, Program | Cannot>>;
  readonly park: ParkProgram | Cannot;
  readonly pingPongUntil: EndlessProgram | Cannot;
}

export function cannot(reason: string): Cannot {
  return { cannot: reason };
}

/** A library that locks and has no channels. */
export function locksOnly(libraryName: string, uncontended: Program, contended: Program): Peer {
  const noChannels = cannot(`${libraryName} has no channels`);
  return {
    programs: {
      "ping-pong": noChannels,
      "stream-0": noChannels,
      "stream-128": noChannels,
      "select-2": noChannels,
      "select-16": noChannels,
      "select-2-one-sender": noChannels,
      "select-16-one-sender": noChannels,
      spawn: cannot(`${libraryName} starts nothing itself`),
      sieve: noChannels,
      mutex: uncontended,
      "mutex-contended": contended,
    },
    park: noChannels,
    pingPongUntil: noChannels,
  };
}

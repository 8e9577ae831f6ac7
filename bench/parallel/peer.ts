/**
 * What a peer is: a library's programs, or the reason why it has none for a workload.
 *
 * Invariants: a peer answers for every workload, so that none is left out in silence; its threads are
 * started by the first run and stay for the next ones, and values are made where they are sent from and
 * weighed where they arrive.
 */

import type { Program } from "../channels/peer.ts";
import type { Payload } from "./payload.ts";
import { BATCH, CPU_PARTS, WORKLOAD_NAMES, type WorkloadName } from "./workload.ts";

export type { Program };

/** Why a library has no program for a workload, in one line. */
export interface Cannot {
  readonly cannot: string;
}

export function cannot(reason: string): Cannot {
  return { cannot: reason };
}

export interface Peer {
  readonly programs: Readonly<Record<WorkloadName, Program | Cannot>>;
}

export type Capacity = 0 | 128;

/** What a library can do, by workloads of one shape; what is missing it cannot. */
export interface Abilities {
  readonly pingPong?: Program;
  readonly stream?: (capacity: Capacity, payload: Payload) => Program | Cannot;
  readonly batches?: Program | Cannot;
  readonly fanOut?: (workers: number) => Program;
  /** `capacity` is that of each of the channels. */
  readonly select?: (capacity: 0 | 32) => Program;
  readonly cpu?: (workers: number) => Program;
  readonly call?: Program;
  readonly calls?: Program;
}

/** The peer of those abilities; `reason` says why the others are missing. */
export function peerOf(abilities: Abilities, reason: string): Peer {
  const programs = WORKLOAD_NAMES.map((name): [WorkloadName, Program | Cannot] => [
    name,
    programOf(abilities, name) ?? cannot(reason),
  ]);
  return { programs: Object.fromEntries(programs) as Peer["programs"] };
}

function programOf(abilities: Abilities, name: WorkloadName): Program | Cannot | undefined {
  const [shape, parameter, payload] = partsOf(name);
  switch (shape) {
    case "ping-pong":
      return abilities.pingPong;
    case "stream":
      if (payload === "batches") return abilities.batches;
      return abilities.stream?.(Number(parameter) as Capacity, payload as Payload);
    case "fan-out":
      return abilities.fanOut?.(Number(parameter));
    case "select":
      return abilities.select?.(payload === "0" ? 0 : 32);
    case "cpu":
      return abilities.cpu?.(Number(parameter));
    case "call":
      return parameter === undefined ? abilities.call : abilities.calls;
    default:
      // "start" is the first call of a process; it is told apart by how it is measured.
      return abilities.call && ((size) => (abilities.call as Program)(size));
  }
}

// "stream-128-bytes-64" is a stream, of 128, of bytes-64.
function partsOf(
  name: WorkloadName,
): [shape: string, parameter: string | undefined, payload: string | undefined] {
  const [, shape = "", parameter, payload] =
    /^(ping-pong|fan-out|[a-z]+)(?:-(\d+))?(?:-(.+))?$/.exec(name) ?? [];
  return [shape, parameter, payload];
}

/** A function that is called on another thread with a number, and gives it back. */
export type Identity = (n: number) => Promise<number>;

/** Calls one after another. */
export function oneByOne(identity: Identity): Program {
  return async (size) => {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += await identity(i);
    return sum;
  };
}

/** BATCH callers that each call one after another. */
export function sixtyFourAtOnce(identity: Identity): Program {
  return async (size) => {
    const caller = async (first: number) => {
      let sum = 0;
      for (let i = first; i < size; i += BATCH) sum += await identity(i);
      return sum;
    };
    return sumOf(await Promise.all(Array.from({ length: BATCH }, (_, first) => caller(first))));
  };
}

/** Counts primes by calls, `workers` at once. */
export function primesBy(
  count: (limit: number, part: number) => Promise<number>,
  workers: number,
): Program {
  return async (limit) => {
    let next = 0;
    const caller = async () => {
      let primes = 0;
      while (next < CPU_PARTS) primes += await count(limit, next++);
      return primes;
    };
    return sumOf(await Promise.all(Array.from({ length: workers }, caller)));
  };
}

export function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, n) => sum + n, 0);
}

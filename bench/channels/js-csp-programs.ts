/**
 * What js-csp's two peers share: running a program to its end, and the programs in which trying
 * first changes nothing. A goroutine resumes by setImmediate, one turn of the event loop a yield.
 *
 * js-csp lets 1,024 wait on a channel, so more than those park on several channels.
 */

import csp, { type AltResult, type Channel, type Instruction } from "js-csp";
import { cannot, type ParkProgram, type Program } from "./peer.ts";
import { allStarted } from "./started.ts";

export type Goroutine<Result> = Generator<Instruction, Result, never>;

const MAX_QUEUE_SIZE = 1024;

export const NO_MUTEX = cannot("js-csp has no mutex");

/** Runs the goroutine that is the program, to the end. */
export function run(start: () => Goroutine<number>): Promise<number> {
  return new Promise((resolve) => {
    csp.go(function* (): Goroutine<void> {
      resolve(yield* start());
    });
  });
}

export function selecting(width: number, senders: Senders): Program {
  return (size) =>
    run(function* () {
      const channels = Array.from({ length: width }, () => csp.chan<number>());
      senders(channels, size);
      let sum = 0;
      for (let i = 0; i < size; i++) {
        const result: AltResult<number> = yield csp.alts(channels);
        sum += result.value;
      }
      return sum;
    });
}

/** Starts whoever sends the numbers below `size` over the channels. */
type Senders = (channels: readonly Channel<number>[], size: number) => void;

export function oneSenderEach(channels: readonly Channel<number>[], size: number): void {
  for (const [first, channel] of channels.entries()) {
    csp.go(function* (): Goroutine<void> {
      for (let i = first; i < size; i += channels.length) yield csp.put(channel, i);
    });
  }
}

export function oneSenderInTurn(channels: readonly Channel<number>[], size: number): void {
  csp.go(function* (): Goroutine<void> {
    for (let i = 0; i < size; ) {
      for (const channel of channels) yield csp.put(channel, i++);
    }
  });
}

export function spawn(size: number): Promise<number> {
  return run(function* () {
    let sum = 0;
    const ends: Channel<unknown>[] = [];
    for (let i = 0; i < size; i++) {
      ends.push(
        // oxlint-disable-next-line require-yield -- js-csp starts nothing but generators.
        csp.go(function* (): Goroutine<void> {
          sum += i;
        }),
      );
    }
    for (const end of ends) yield csp.take(end);
    return sum;
  });
}

export const park: ParkProgram = async (size) => {
  const channels: Channel<number>[] = [];
  let started = 0;
  let sum = 0;
  let woken = 0;
  let channel = csp.chan<number>();
  for (let i = 0; i < size; i++) {
    if (i % MAX_QUEUE_SIZE === 0) channel = csp.chan();
    channels.push(channel);
    csp.go(
      function* (parkedOn: Channel<number>): Goroutine<void> {
        started++;
        const value: number = yield csp.take(parkedOn);
        sum += value;
        woken++;
      },
      [channel],
    );
  }
  await allStarted(() => started, size);
  return async () => {
    csp.go(function* (): Goroutine<void> {
      for (const [i, parkedOn] of channels.entries()) yield csp.put(parkedOn, i);
    });
    await allStarted(() => woken, size);
    return sum;
  };
};

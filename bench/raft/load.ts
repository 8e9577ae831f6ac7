/**
 * The load on a cluster: clients that propose one command after another, each as soon as the one before is
 * answered. go/load.go puts the same load on the others.
 *
 * Invariant: every command that was answered is in the count that is given back, so that the ledgers can
 * be held against it.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { leaderLost } from "./leader-lost.ts";
import { commandOf, type Tally } from "./ledger.ts";

/** Has the cluster apply a command; answers how many the leader's ledger has then. */
export type Propose = (command: Uint8Array) => Promise<number>;

export interface Loaded {
  readonly commits: number;
  readonly elapsedMs: number;
  /** Milliseconds; a share of the commands, drawn evenly. */
  readonly latenciesMs: readonly number[];
}

/** The shares of the commands below a latency that is told. */
export const LATENCY_SHARES: readonly number[] = [
  0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1,
];

/** One in so many commands has its latency taken, where there are several clients: the clock costs. */
const SAMPLED_EVERY = 16;

/** Clients that go on where they stopped. */
export class Clients {
  /** How many commands each has proposed. */
  readonly sequences: number[];

  constructor(sequences: number[]) {
    this.sequences = sequences;
  }

  /** So many that have proposed nothing yet. */
  static of(count: number): Clients {
    return new Clients(new Array<number>(count).fill(0));
  }

  /** Has every client propose for so long. */
  async run(propose: Propose, durationMs: number): Promise<Loaded> {
    const latenciesMs: number[] = [];
    const every = this.sequences.length === 1 ? 1 : SAMPLED_EVERY;
    let commits = 0;
    let stopped = false;
    const client = async (number: number) => {
      let sequence = this.sequences[number] as number;
      const first = sequence;
      try {
        while (!stopped) {
          sequence++;
          const beganMs = (sequence - first - 1) % every === 0 ? performance.now() : 0;
          await propose(commandOf(number, sequence));
          commits++;
          if (beganMs > 0) latenciesMs.push(performance.now() - beganMs);
        }
      } catch (error) {
        throw leaderLost(error);
      } finally {
        stopped = true;
        this.sequences[number] = sequence;
      }
    };
    const begunMs = performance.now();
    setTimeout(() => {
      stopped = true;
    }, durationMs);
    await Promise.all(this.sequences.map((_, number) => client(number)));
    return { commits, elapsedMs: performance.now() - begunMs, latenciesMs };
  }
}

/** What the latencies are at each of LATENCY_SHARES. */
export function quantilesOf(latenciesMs: readonly number[]): number[] {
  const sorted = [...latenciesMs].sort((a, b) => a - b);
  return LATENCY_SHARES.map((share) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}

/** A ledger does not hold what was answered, or not as the others do. */
class LedgerError extends Error {
  override readonly name = "LedgerError";
}

const PATIENCE_MS = 20_000;

/** Waits until all ledgers hold so many commands, and compares them. Throws LedgerError. */
export async function settled(
  tallies: () => Promise<readonly Tally[]>,
  expected: number,
): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  let found = await tallies();
  while (found.some(({ count }) => count < expected) && performance.now() < endMs) {
    await sleep(1);
    found = await tallies();
  }
  const [first] = found;
  for (const { count, disorder, sum } of found)
    if (count !== expected || disorder > 0 || sum !== first?.sum)
      throw new LedgerError(
        `a ledger of ${count}, ${disorder} out of order, of sum ${sum}, ` +
          `where ${expected} and sum ${first?.sum} are right`,
      );
}

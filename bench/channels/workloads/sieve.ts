/**
 * The concurrent prime sieve (Go's test/chan/sieve1): a chain of filters, one goroutine a prime.
 *
 * A number visits the filters of the smaller primes until one divides it, and a prime is handed to
 * the reader at the end. So many hand-overs have to happen; what the source sends ahead of the last
 * prime is not counted.
 */

import { count, type Workload } from "../workload.ts";

/** The first primes, as many as asked for. */
export function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) {
    if (filtersVisited(n, primes) === primes.length) primes.push(n);
  }
  return primes;
}

/** How many of the primes' filters pass a number on. */
function filtersVisited(n: number, primes: readonly number[]): number {
  const divisor = primes.findIndex((prime) => n % prime === 0);
  return divisor === -1 ? primes.length : divisor;
}

function handOvers(count: number): number {
  const primes = firstPrimes(count);
  const last = primes[primes.length - 1] ?? 1;
  let known = 0;
  let total = 0;
  for (let n = 2; n <= last; n++) {
    if (n === primes[known]) {
      total += known + 1;
      known++;
      continue;
    }
    total += filtersVisited(n, primes) + 1;
  }
  return total;
}

export const sieve: Workload = {
  measure: { kind: "speed", name: "sieve", unit: "ns" },
  title: "prime sieve",
  operation: "a number is handed to the next filter",
  size: { kind: "fixed", full: 2_000, brief: 200, quick: 20 },
  scene: (size) => `the first ${count(size)} primes`,
  operations: handOvers,
  expected: (size) => firstPrimes(size).reduce((sum, prime) => sum + prime, 0),
};

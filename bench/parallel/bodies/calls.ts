/** What the workers of the pools do, a call each. */

import { countPrimes } from "../primes.ts";

/** Gives the number back, or with a part counts the primes of that part. */
export default function answer([first = 0, part]: readonly number[]): number {
  return part === undefined ? first : countPrimes(first, part);
}

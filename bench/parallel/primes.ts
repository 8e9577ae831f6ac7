/** The job of the CPU: counting primes by trial division, in parts that cost about the same. */

import { CPU_PARTS } from "./workload.ts";

/** The primes among every CPU_PARTS-th odd number below `limit`, from the `part`-th on; 2 is in the first. */
export function countPrimes(limit: number, part: number): number {
  let count = part === 0 && limit > 2 ? 1 : 0;
  for (let n = 3 + 2 * part; n < limit; n += 2 * CPU_PARTS) if (isPrime(n)) count++;
  return count;
}

function isPrime(odd: number): boolean {
  for (let divisor = 3; divisor * divisor <= odd; divisor += 2) {
    if (odd % divisor === 0) return false;
  }
  return true;
}

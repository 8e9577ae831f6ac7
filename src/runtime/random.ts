/**
 * The random source of a thread: which ready select case wins, and, in a simulation, which ready
 * goroutine runs.
 *
 * Invariants:
 * - One stream a thread; `seedRandom` restarts it, so a seed replays every choice.
 * - State is one 32-bit integer that is never 0 (xorshift32: Marsaglia, "Xorshift RNGs", 2003).
 */

let state = freshSeed();

function freshSeed(): number {
  return (Math.random() * 0x1_0000_0000) | 0 || 1;
}

/** Restarts the stream. Returns the state to hand back to `restoreRandom`. */
export function seedRandom(seed: number): number {
  const before = state;
  // Mixed as splitmix32 does, so that neighbouring seeds give unrelated streams.
  let z = (seed + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  state = z ^ (z >>> 15) || 1;
  return before;
}

/** Continues the stream where `seedRandom` left it. */
export function restoreRandom(before: number): void {
  state = before;
}

/** The next 32 random bits, as a signed integer. */
export function randomBits(): number {
  let bits = state; // a local: each write to the module's own costs a store
  bits ^= bits << 13;
  bits ^= bits >>> 17;
  bits ^= bits << 5;
  state = bits;
  return bits;
}

/** A random integer in [0, limit); limit is 1 to 2^31. */
export function randomBelow(limit: number): number {
  return Math.floor(((randomBits() >>> 0) / 0x1_0000_0000) * limit);
}

/** A random number in [0, 1), with 32 bits. */
export function randomUnit(): number {
  return (randomBits() >>> 0) / 0x1_0000_0000;
}

/**
 * A slot: the four words in which one value travels. The first says what it is, and what that means is
 * the business of wire/: here slots are only copied.
 *
 * Invariants:
 * - A slot holds no reference to anything but memory of the heap, and whoever has copied it out of shared
 *   memory owns what it refers to.
 */

export const SLOT_WORDS = 4;

/** A slot of this thread's own. */
export function newSlot(): Int32Array {
  return new Int32Array(SLOT_WORDS);
}

/** Copies `slot` into shared memory. */
export function putSlot(words: Int32Array, at: number, slot: Int32Array): void {
  words[at] = slot[0] as number;
  words[at + 1] = slot[1] as number;
  words[at + 2] = slot[2] as number;
  words[at + 3] = slot[3] as number;
}

/** Copies a slot out of shared memory. */
export function takeSlot(words: Int32Array, at: number, slot: Int32Array): void {
  slot[0] = words[at] as number;
  slot[1] = words[at + 1] as number;
  slot[2] = words[at + 2] as number;
  slot[3] = words[at + 3] as number;
}

/** Copies a slot from one place of shared memory to another. */
export function moveSlot(words: Int32Array, from: number, to: number): void {
  words[to] = words[from] as number;
  words[to + 1] = words[from + 1] as number;
  words[to + 2] = words[from + 2] as number;
  words[to + 3] = words[from + 3] as number;
}

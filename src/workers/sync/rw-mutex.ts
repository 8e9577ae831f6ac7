/**
 * Go's sync.RWMutex between threads, as steps at a gate: any number of readers, or one writer.
 *
 * Invariants, as Go's contract has them:
 * - A writer that waits holds back new readers, so readers cannot starve writers.
 * - A writer that unlocks lets in all readers that wait, before the next writer, so writers cannot starve
 *   readers.
 * - Readers wait only while there is a writer, at work or waiting; writers wait only while there is a writer
 *   or a reader at work.
 * - Who reads is known by thread: READERS is the sum of the holdings. A step is taken by a holding, but a
 *   writer's `by` is the number of its thread.
 * - DIED is 1 from when a writer has died until the next one unlocks. A reader that dies has changed nothing.
 */

import { dequeue, firstOf, QUEUE_WORDS } from "../wait-list.ts";
import { DONE, GATE_WORDS, waiterOf, wake } from "./gate.ts";
import { giveBack, hold, holdingOf, takeAll } from "./holdings.ts";

/** The number of the thread that writes, or 0. */
export const WRITER: number = GATE_WORDS;
/** How many read. */
export const READERS: number = WRITER + 1;
export const DIED: number = READERS + 1;
export const HOLDINGS: number = DIED + 1;
export const WAITING_WRITERS: number = HOLDINGS + 1;
export const WAITING_READERS: number = WAITING_WRITERS + QUEUE_WORDS;

export const RW_MUTEX_WORDS: number = WAITING_READERS + QUEUE_WORDS;

/** It is not locked, in the way in which it was to be unlocked. */
export const NOT_LOCKED = -1;

/** Locks it for writing, for thread `by`. */
export function lockForWriting(words: Int32Array, rw: number, by: number): number {
  if (words[rw + WRITER] !== 0 || words[rw + READERS] !== 0) return rw + WAITING_WRITERS;
  words[rw + WRITER] = by;
  return DONE;
}

/** Ends the writing: readers that wait go on or, where there are none, the next writer. */
export function unlockWriter(words: Int32Array, rw: number): number {
  if (words[rw + WRITER] === 0) return NOT_LOCKED;
  words[rw + DIED] = 0;
  endWriting(words, rw);
  return DONE;
}

/** Locks it for reading, for the holding `by`. */
export function lockForReading(words: Int32Array, rw: number, by: number): number {
  if (holdsBackReaders(words, rw)) return rw + WAITING_READERS;
  admit(words, rw, by);
  return DONE;
}

/** Ends one reading; the last reader hands over to the writer that has waited longest. */
export function unlockReader(words: Int32Array, rw: number, by: number): number {
  const readers = words[rw + READERS] as number;
  if (readers === 0) return NOT_LOCKED;
  words[rw + READERS] = readers - 1;
  giveBack(words, rw + HOLDINGS, by, 1);
  if (readers === 1) admitWriter(words, rw);
  return DONE;
}

/** A writer has broken off its wait: the one that readers were held back for may have been the last. */
export function writerAbandoned(words: Int32Array, rw: number): number {
  if (!holdsBackReaders(words, rw)) admitReaders(words, rw);
  return DONE;
}

/** Thread `dead`, all of whose waits have ended, has died: it neither writes nor reads any more. */
export function bereaveRWMutex(words: Int32Array, rw: number, dead: number): number {
  const holding = holdingOf(words, rw + HOLDINGS, dead);
  if (holding !== 0) {
    words[rw + READERS] = (words[rw + READERS] as number) - takeAll(words, holding);
  }
  if (words[rw + WRITER] === dead) {
    words[rw + DIED] = 1;
    endWriting(words, rw);
  } else if (words[rw + WRITER] === 0 && words[rw + READERS] === 0) {
    admitWriter(words, rw);
  }
  return writerAbandoned(words, rw);
}

function holdsBackReaders(words: Int32Array, rw: number): boolean {
  return words[rw + WRITER] !== 0 || firstOf(words, rw + WAITING_WRITERS) !== 0;
}

function endWriting(words: Int32Array, rw: number): void {
  words[rw + WRITER] = 0;
  admitReaders(words, rw);
  if (words[rw + READERS] === 0) admitWriter(words, rw);
}

function admit(words: Int32Array, rw: number, holding: number): void {
  words[rw + READERS] = (words[rw + READERS] as number) + 1;
  hold(words, holding, 1);
}

function admitReaders(words: Int32Array, rw: number): void {
  const queue = rw + WAITING_READERS;
  for (let node = dequeue(words, queue); node !== 0; node = dequeue(words, queue)) {
    admit(words, rw, waiterOf(words, node));
    wake(words, rw, node, DONE);
  }
}

function admitWriter(words: Int32Array, rw: number): void {
  const next = dequeue(words, rw + WAITING_WRITERS);
  if (next === 0) return;
  words[rw + WRITER] = waiterOf(words, next);
  wake(words, rw, next, DONE);
}

/**
 * Python's queue.Queue between threads, as steps at a gate. Values travel in cells: blocks of a slot and a link,
 * of which the queue knows the addresses only.
 *
 * Invariants:
 * - If somebody waits to get, it is empty. If somebody waits to put, it is full.
 * - A cell belongs to who puts it until it is stored or handed over, then to the queue, then to who gets it.
 * - UNFINISHED counts what was put and was not followed by a taskDone; at 0 nobody waits in join.
 * - Once it is shut down nobody waits to put or to get.
 */

import { SLOT_WORDS } from "../slot.ts";
import { dequeue, QUEUE_WORDS } from "../wait-list.ts";
import { amountOf, DONE, GATE_WORDS, wake } from "./gate.ts";

/** The address of the cell that was put after it, in a cell; before that, its slot. */
const NEXT: number = SLOT_WORDS;

export const CELL_WORDS: number = NEXT + 1;

/** How many cells it holds at most; without end where it is 0. */
export const MAXSIZE: number = GATE_WORDS;
/** How many cells are stored: the first of them, and the last. */
export const STORED: number = MAXSIZE + 1;
const FIRST: number = STORED + 1;
const LAST: number = FIRST + 1;
const UNFINISHED: number = LAST + 1;
/** 1 once it was shut down. */
export const IS_SHUT: number = UNFINISHED + 1;
export const GETTERS: number = IS_SHUT + 1;
export const PUTTERS: number = GETTERS + QUEUE_WORDS;
export const JOINERS: number = PUTTERS + QUEUE_WORDS;

export const SHARED_QUEUE_WORDS: number = JOINERS + QUEUE_WORDS;

/** It was shut down. What a get brings is less: the address of a cell, negative. */
export const SHUT = -1;
/** More is done than was put. */
export const TOO_OFTEN = -2;

/** Puts the cell at `amount`. */
export function put(words: Int32Array, queue: number, _by: number, amount: number): number {
  if (words[queue + IS_SHUT] !== 0) return SHUT;
  const getter = dequeue(words, queue + GETTERS);
  if (getter === 0) {
    if (isFull(words, queue)) return queue + PUTTERS;
    store(words, queue, amount);
  } else {
    wake(words, queue, getter, -amount);
  }
  words[queue + UNFINISHED] = (words[queue + UNFINISHED] as number) + 1;
  return DONE;
}

/** Gets the next cell: its address, negative. Whoever waits to put has its cell stored then. */
export function get(words: Int32Array, queue: number): number {
  if (words[queue + STORED] === 0) {
    return words[queue + IS_SHUT] === 0 ? queue + GETTERS : SHUT;
  }
  const cell = takeFirst(words, queue);
  const putter = dequeue(words, queue + PUTTERS);
  if (putter !== 0) {
    store(words, queue, amountOf(words, putter));
    words[queue + UNFINISHED] = (words[queue + UNFINISHED] as number) + 1;
    wake(words, queue, putter, DONE);
  }
  return -cell;
}

/** Says that what was got is done with; TOO_OFTEN where nothing is left that could be. */
export function taskDone(words: Int32Array, queue: number): number {
  const unfinished = words[queue + UNFINISHED] as number;
  if (unfinished === 0) return TOO_OFTEN;
  setUnfinished(words, queue, unfinished - 1);
  return DONE;
}

/** Waits until all that was put is done. */
export function join(words: Int32Array, queue: number): number {
  return words[queue + UNFINISHED] === 0 ? DONE : queue + JOINERS;
}

/** Shuts it down: puts fail from now on, and gets once it is empty. */
export function shutDown(words: Int32Array, queue: number): number {
  words[queue + IS_SHUT] = 1;
  for (const waiting of [queue + PUTTERS, queue + GETTERS]) {
    for (let node = dequeue(words, waiting); node !== 0; node = dequeue(words, waiting)) {
      wake(words, queue, node, SHUT);
    }
  }
  return DONE;
}

/** Takes a cell out that nobody will get, and counts it as done: its address, negative, or DONE if none. */
export function discard(words: Int32Array, queue: number): number {
  if (words[queue + STORED] === 0) return DONE;
  const cell = takeFirst(words, queue);
  const unfinished = words[queue + UNFINISHED] as number;
  if (unfinished > 0) setUnfinished(words, queue, unfinished - 1);
  return -cell;
}

function setUnfinished(words: Int32Array, queue: number, unfinished: number): void {
  words[queue + UNFINISHED] = unfinished;
  if (unfinished > 0) return;
  const joiners = queue + JOINERS;
  for (let node = dequeue(words, joiners); node !== 0; node = dequeue(words, joiners)) {
    wake(words, queue, node, DONE);
  }
}

function isFull(words: Int32Array, queue: number): boolean {
  const maxsize = words[queue + MAXSIZE] as number;
  return maxsize > 0 && (words[queue + STORED] as number) >= maxsize;
}

function store(words: Int32Array, queue: number, cell: number): void {
  words[cell + NEXT] = 0;
  if (words[queue + STORED] === 0) words[queue + FIRST] = cell;
  else words[(words[queue + LAST] as number) + NEXT] = cell;
  words[queue + LAST] = cell;
  words[queue + STORED] = (words[queue + STORED] as number) + 1;
}

function takeFirst(words: Int32Array, queue: number): number {
  const cell = words[queue + FIRST] as number;
  words[queue + FIRST] = words[cell + NEXT] as number;
  words[queue + STORED] = (words[queue + STORED] as number) - 1;
  return cell;
}

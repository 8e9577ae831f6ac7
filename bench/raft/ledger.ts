/**
 * The state machine of every cluster that is measured: it counts the commands, takes note of any that is
 * out of its client's order, and folds all of them into a sum, so that two ledgers of one sum have applied
 * the same commands in the same order. `ledger` of go/load.go is the same.
 */

import type { StateMachine } from "goroutine-kit/raft";

/** A command is so long; its first eight bytes name the client and how many it has sent. */
const COMMAND_BYTES = 16;
const FIXED_WORDS = 4;

/** What a ledger holds, as it can be compared. */
export interface Tally {
  readonly count: number;
  readonly disorder: number;
  readonly sum: number;
}

export class Ledger implements StateMachine<number> {
  #count = 0;
  #disorder = 0;
  #sum = 0;
  #last: Uint32Array;

  constructor(clients: number) {
    this.#last = new Uint32Array(clients);
  }

  get tally(): Tally {
    return { count: this.#count, disorder: this.#disorder, sum: this.#sum >>> 0 };
  }

  /** Answers how many commands have been applied. */
  apply(command: Uint8Array): number {
    const client = wordOf(command, 0);
    const sequence = sequenceOf(command);
    if (sequence !== (this.#last[client] as number) + 1) this.#disorder++;
    this.#last[client] = sequence;
    this.#count++;
    this.#sum = (Math.imul(this.#sum, 31) + Math.imul(client, 7_919) + sequence) | 0;
    return this.#count;
  }

  capture(): () => Uint8Array {
    const words = Uint32Array.of(this.#count, this.#disorder, this.#sum, 0, ...this.#last);
    return () => new Uint8Array(words.buffer);
  }

  restore(state: Uint8Array): void {
    // A copy, since the bytes may begin anywhere.
    const words = new Uint32Array(state.slice().buffer);
    const [count = 0, disorder = 0, sum = 0] = words;
    this.#count = count;
    this.#disorder = disorder;
    this.#sum = sum | 0;
    this.#last = words.slice(FIXED_WORDS);
  }
}

/** The client's command number `sequence`, from 1 on. */
export function commandOf(client: number, sequence: number): Uint8Array {
  const command = new Uint8Array(COMMAND_BYTES);
  putWord(command, 0, client);
  putWord(command, 4, sequence);
  return command;
}

/** How many commands the client of this one has proposed with it. */
export function sequenceOf(command: Uint8Array): number {
  return wordOf(command, 4);
}

function wordOf(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at + 3] as number) << 8) | (bytes[at + 2] as number);
  return ((high << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at] as number)) >>> 0;
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word;
  bytes[at + 1] = word >>> 8;
  bytes[at + 2] = word >>> 16;
  bytes[at + 3] = word >>> 24;
}

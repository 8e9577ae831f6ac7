/**
 * The state machine as a node keeps it: commands are applied, reads answered, states held fast for
 * snapshots. It belongs to one goroutine or thread, the applier, and goes on beside the rest of the node.
 *
 * Invariants:
 * - Commands are applied in the order of the log, without gaps, each once.
 * - A read is answered by a state that has everything up to its read index (thesis 6.4).
 * - At most one captured state waits to become a snapshot.
 */

import type { Entry } from "../rules/index.ts";
import type { Storage } from "../storage/storage.ts";
import { OutcomeUnknownError } from "./errors.ts";
import type { ConfirmedRead, Read } from "./reads.ts";
import { ReplyQueue } from "./reply-queue.ts";
import type { StateMachine } from "./state-machine.ts";

/** What the applier is given at once. A restore comes before the entries. */
export interface Work<Answer> {
  restore: boolean;
  readonly entries: Entry[];
  /** Who waits for an answer to one of the entries. */
  readonly replies: ReplyQueue<Answer>;
  readonly reads: ConfirmedRead[];
}

/** What the applier reports: how far it is, and a state that was held fast there, if one was. */
export interface Applied {
  readonly index: number;
  readonly capture: Capture | null;
}

export interface Capture {
  readonly index: number;
  readonly encode: () => Uint8Array | PromiseLike<Uint8Array>;
}

export function emptyWork<Answer>(): Work<Answer> {
  return { restore: false, entries: [], replies: new ReplyQueue(), reads: [] };
}

export function isEmptyWork<Answer>(work: Work<Answer>): boolean {
  return !work.restore && work.entries.length === 0 && work.reads.length === 0;
}

export class Application<Answer> {
  readonly #stateMachine: StateMachine<Answer>;
  readonly #storage: Storage;
  readonly #snapshotEveryEntries: number;
  #index = 0;
  #capturedIndex = 0;
  #reads: ConfirmedRead[] = [];

  constructor(stateMachine: StateMachine<Answer>, storage: Storage, snapshotEveryEntries: number) {
    this.#stateMachine = stateMachine;
    this.#storage = storage;
    this.#snapshotEveryEntries = snapshotEveryEntries;
  }

  /** Carries the work out; says how far it has come, null where that is no further than it was. */
  async carryOut(work: Work<Answer>): Promise<Applied | null> {
    const before = this.#index;
    if (work.restore) await this.restore();
    for (const entry of work.entries) this.#apply(entry, work.replies);
    this.#reads.push(...work.reads);
    this.#answerReads();
    if (this.#index === before && !work.restore) return null;
    return { index: this.#index, capture: this.#captureIfDue() };
  }

  /** Has the state of the snapshot that storage holds, unless it is ahead of that. */
  async restore(): Promise<void> {
    const snapshot = await this.#storage.readSnapshot();
    if (snapshot === null || snapshot.description.index <= this.#index) return;
    this.#stateMachine.restore(snapshot.state);
    this.#index = snapshot.description.index;
    this.#capturedIndex = this.#index;
  }

  // A snapshot may have been newer than the one the entries follow.
  #apply({ index, kind, data }: Entry, replies: ReplyQueue<Answer>): void {
    const reply = replies.take(index);
    if (index <= this.#index) {
      reply?.refuse(new OutcomeUnknownError("applied a snapshot"));
      return;
    }
    this.#index = index;
    if (kind !== "command") return;
    const answer = this.#stateMachine.apply(data, index);
    reply?.answer(answer);
  }

  #answerReads(): void {
    if (this.#reads.length === 0) return;
    const waiting: ConfirmedRead[] = [];
    for (const each of this.#reads)
      if (each.readIndex <= this.#index) answerRead(each.read);
      else waiting.push(each);
    this.#reads = waiting;
  }

  #captureIfDue(): Capture | null {
    if (this.#index - this.#capturedIndex < this.#snapshotEveryEntries) return null;
    this.#capturedIndex = this.#index;
    return { index: this.#index, encode: this.#stateMachine.capture() };
  }
}

// The query is the caller's own: what it throws is for the caller.
function answerRead({ query, reply }: Read): void {
  try {
    reply.answer(query());
  } catch (error) {
    reply.refuse(error);
  }
}

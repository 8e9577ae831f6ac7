// One life of a node, as storage sees it: bursts of what it asks, beside a model of what must be kept.

import fc from "fast-check";
import type { Entry, Recovered, Write } from "../../../src/raft/rules/index.ts";
import type { Storage, StoredSnapshot } from "../../../src/raft/storage/storage.ts";
import { Disk } from "../rules/disk.ts";
import { chunksOf, description, entry, write } from "./writes.ts";

export type Step =
  | {
      readonly kind: "append";
      readonly cut: number;
      readonly count: number;
      readonly vote: boolean;
    }
  | {
      readonly kind: "install";
      readonly ahead: number;
      readonly bytes: number;
      readonly count: number;
    }
  | { readonly kind: "save"; readonly back: number }
  | { readonly kind: "purge" };

export const steps: fc.Arbitrary<readonly (readonly Step[])[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(
        fc.record({
          kind: fc.constant("append" as const),
          cut: fc.nat(3),
          count: fc.nat(3),
          vote: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
    },
    fc.tuple(
      fc.record({
        kind: fc.constant("install" as const),
        ahead: fc.integer({ min: 1, max: 3 }),
        bytes: fc.nat(40),
        count: fc.nat(2),
      }),
    ),
    fc.tuple(fc.record({ kind: fc.constant("save" as const), back: fc.nat(2) })),
    fc.tuple(fc.constant({ kind: "purge" as const })),
  ),
  { minLength: 1, maxLength: 12 },
);

export interface State {
  readonly hardState: Recovered["hardState"];
  readonly snapshot: StoredSnapshot | null;
  readonly entries: readonly Entry[];
}

function stateOf({ hardState, snapshot, entries }: Disk): State {
  return { hardState, snapshot, entries: [...entries] };
}

/** One life of a node: asks for all of it, burst by burst, and keeps what the disk should hold. */
export class Life {
  readonly states: State[];
  acknowledged = 0;
  readonly #model = new Disk();
  #term = 0;

  constructor() {
    this.states = [stateOf(this.#model)];
  }

  /** Stops where the storage first rejects. */
  async run(storage: Storage, bursts: readonly (readonly Step[])[]): Promise<void> {
    try {
      await storage.load();
      for (const burst of bursts) {
        const settled = burst.map((step) => {
          const asked = this.#ask(storage, step);
          this.states.push(stateOf(this.#model));
          const number = this.states.length - 1;
          return asked.then(() => {
            this.acknowledged = Math.max(this.acknowledged, number);
          });
        });
        await Promise.all(settled);
      }
    } catch {
      await storage.close();
    }
  }

  #ask(storage: Storage, step: Step): Promise<void> {
    const model = this.#model;
    const snapshotIndex = model.snapshot?.description.index ?? 0;
    const last = Math.max(model.lastIndex(), snapshotIndex);
    switch (step.kind) {
      case "append": {
        const term = ++this.#term;
        const from = Math.max(snapshotIndex + 1, last + 1 - step.cut);
        const entries = Array.from({ length: step.count }, (_, at) => entry(from + at, term));
        return this.#write(storage, {
          hardState: step.vote ? { term, votedFor: term % 2 === 0 ? null : 1 } : null,
          entries,
        });
      }
      case "install": {
        const index = last + step.ahead;
        const term = ++this.#term;
        const state = new Uint8Array(step.bytes).fill(index);
        return this.#write(storage, {
          chunks: chunksOf(description(index, term), state, 16),
          entries: Array.from({ length: step.count }, (_, at) => entry(index + 1 + at, term)),
        });
      }
      case "save": {
        const index = last - step.back;
        const term = model.termAt(index);
        if (index <= snapshotIndex || term === undefined) return Promise.resolve();
        const state = new Uint8Array(index).fill(index);
        model.save(description(index, term), state);
        return storage.saveSnapshot(description(index, term), state);
      }
      case "purge":
        model.purgeTo(snapshotIndex);
        return storage.purge(snapshotIndex);
    }
  }

  #write(storage: Storage, parts: Partial<Write>): Promise<void> {
    const asked = write(this.states.length, parts);
    this.#model.queue.push(asked);
    this.#model.sync();
    return storage.write([asked]);
  }
}

/** Segments go whole, so more may be there than the model has: before what it has. */
export function holds(
  recovered: Recovered,
  snapshot: StoredSnapshot | null,
  state: State,
): boolean {
  const { length } = state.entries;
  const entries = length === 0 ? [] : recovered.entries.slice(-length);
  const before = length === 0 ? recovered.entries : recovered.entries.slice(0, -length);
  const reaches = state.entries[0]?.index ?? (state.snapshot?.description.index ?? 0) + 1;
  return (
    same(recovered.hardState, state.hardState) &&
    same(snapshot, state.snapshot) &&
    same(entries, state.entries) &&
    before.every(({ index }, at) => index === reaches - before.length + at)
  );
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(plain(one)) === JSON.stringify(plain(other));
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? [...part] : part)));

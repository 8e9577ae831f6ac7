// Whatever a node asks of the disk and wherever the power goes: after recovery the disk holds what some
// whole number of writes left, all that were acknowledged among them.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Entry, Recovered, Write } from "../../../src/raft/rules/index.ts";
import { FaultyDirectory } from "../../../src/raft/simulation/faulty-directory.ts";
import { DiskStorage } from "../../../src/raft/storage/disk.ts";
import type { StoredSnapshot } from "../../../src/raft/storage/storage.ts";
import { Disk } from "../rules/disk.ts";
import { chunksOf, description, entry, write } from "./writes.ts";

type Step =
  | {
      readonly kind: "append";
      readonly cut: number;
      readonly count: number;
      readonly vote: boolean;
    }
  | { readonly kind: "install"; readonly ahead: number; readonly bytes: number }
  | { readonly kind: "save"; readonly back: number }
  | { readonly kind: "purge" };

const steps: fc.Arbitrary<readonly (readonly Step[])[]> = fc.array(
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
      }),
    ),
    fc.tuple(fc.record({ kind: fc.constant("save" as const), back: fc.nat(2) })),
    fc.tuple(fc.constant({ kind: "purge" as const })),
  ),
  { minLength: 1, maxLength: 12 },
);

interface State {
  readonly hardState: Recovered["hardState"];
  readonly snapshot: StoredSnapshot | null;
  readonly entries: readonly Entry[];
}

function stateOf({ hardState, snapshot, entries }: Disk): State {
  return { hardState, snapshot, entries: [...entries] };
}

/** One life of a node: asks for all of it, burst by burst, and keeps what the disk should hold. */
class Life {
  readonly states: State[];
  acknowledged = 0;
  readonly #model = new Disk();
  #term = 0;

  constructor() {
    this.states = [stateOf(this.#model)];
  }

  /** Stops where the storage first rejects. */
  async run(storage: DiskStorage, bursts: readonly (readonly Step[])[]): Promise<void> {
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

  #ask(storage: DiskStorage, step: Step): Promise<void> {
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
        const state = new Uint8Array(step.bytes).fill(index);
        return this.#write(storage, {
          chunks: chunksOf(description(index, ++this.#term), state, 16),
          entries: [entry(index + 1, this.#term)],
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

  #write(storage: DiskStorage, parts: Partial<Write>): Promise<void> {
    const asked = write(this.states.length, parts);
    this.#model.queue.push(asked);
    this.#model.sync();
    return storage.write([asked]);
  }
}

/** Segments go whole, so more may be there than the model has: before what it has. */
function holds(recovered: Recovered, snapshot: StoredSnapshot | null, state: State): boolean {
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

async function expectSound(life: Life, left: FaultyDirectory, segmentBytes: number): Promise<void> {
  const storage = new DiskStorage(left, { segmentBytes });
  const recovered = await storage.load();
  const snapshot = await storage.readSnapshot();
  expect(recovered.snapshot).toEqual(snapshot?.description ?? null);
  const possible = life.states.slice(life.acknowledged);
  expect(possible.some((state) => holds(recovered, snapshot, state))).toBe(true);
  const next = Math.max(recovered.entries.at(-1)?.index ?? 0, recovered.snapshot?.index ?? 0) + 1;
  await storage.write([write(1, { entries: [entry(next, 1000)] })]);
  await storage.close();
  const again = await new DiskStorage(left).load();
  expect(again.entries).toEqual([...recovered.entries, entry(next, 1000)]);
}

describe("storage on disk", () => {
  it("keeps what it acknowledged, whole writes in order, wherever the power goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.nat(150),
        fc.integer({ min: 1, max: 400 }),
        fc.infiniteStream(fc.nat(1000)),
        async (bursts, stopAt, segmentBytes, stream) => {
          const directory = new FaultyDirectory();
          directory.stopAt = stopAt;
          const life = new Life();
          await life.run(new DiskStorage(directory, { segmentBytes }), bursts);
          const draw = (n: number) => (stream.next().value as number) % n;
          await expectSound(life, directory.afterCrash(draw), segmentBytes);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("survives a crash before each step of one life, whatever of its last step is left", async () => {
    const bursts: readonly (readonly Step[])[] = [
      [
        { kind: "append", cut: 0, count: 3, vote: true },
        { kind: "append", cut: 2, count: 3, vote: false },
      ],
      [{ kind: "save", back: 1 }],
      [{ kind: "append", cut: 0, count: 2, vote: true }],
      [{ kind: "purge" }],
      [{ kind: "install", ahead: 2, bytes: 40 }],
      [{ kind: "append", cut: 1, count: 2, vote: false }],
      [{ kind: "purge" }],
    ];
    const whole = new FaultyDirectory();
    await new Life().run(new DiskStorage(whole, { segmentBytes: 200 }), bursts);
    expect(whole.steps).toBeGreaterThan(30);
    for (let stopAt = 0; stopAt <= whole.steps; stopAt++)
      for (const part of [0, 1, 2, 3]) {
        const directory = new FaultyDirectory();
        directory.stopAt = stopAt;
        const life = new Life();
        await life.run(new DiskStorage(directory, { segmentBytes: 200 }), bursts);
        const left = directory.afterCrash((n) => Math.floor(((n - 1) * part) / 3));
        await expectSound(life, left, 200);
      }
  });
});

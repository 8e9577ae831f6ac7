// What every storage promises, from one table: in memory, on disk in a directory that is none, and on disk
// in a real one.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { FaultyDirectory } from "../../../src/raft/simulation/faulty-directory.ts";
import { DiskStorage } from "../../../src/raft/storage/disk.ts";
import { MemoryDisk, MemoryStorage } from "../../../src/raft/storage/memory.ts";
import { nodeDirectory } from "../../../src/raft/storage/node-directory.ts";
import type { Storage } from "../../../src/raft/storage/storage.ts";
import { holds, Life, type Step, steps } from "./life.ts";
import { chunksOf, description, entry, write } from "./writes.ts";

const base = await mkdtemp(join(tmpdir(), "goroutine-kit-storages-"));
afterAll(() => rm(base, { recursive: true }));
let directories = 0;

/** A new place to store, and how to open it, one life after the other. */
const places: readonly [name: string, runs: number, place: () => () => Storage][] = [
  [
    "in memory",
    300,
    () => {
      const disk = new MemoryDisk();
      return () => new MemoryStorage(disk);
    },
  ],
  [
    "on disk, in a directory that is none",
    300,
    () => {
      const directory = new FaultyDirectory();
      return () => new DiskStorage(directory, { segmentBytes: 200 });
    },
  ],
  [
    "on disk, in a real directory",
    20,
    () => {
      const path = join(base, String(++directories));
      return () => new DiskStorage(nodeDirectory(path), { segmentBytes: 200 });
    },
  ],
];

describe.each(places)("storage %s", (_name, numRuns, place) => {
  async function expectModel(bursts: readonly (readonly Step[])[]): Promise<void> {
    const open = place();
    const life = new Life();
    const first = open();
    await life.run(first, bursts);
    expect(life.acknowledged).toBe(life.states.length - 1);
    await first.close();
    const second = open();
    const recovered = await second.load();
    const snapshot = await second.readSnapshot();
    expect(recovered.snapshot).toEqual(snapshot?.description ?? null);
    const last = life.states.at(-1) as (typeof life.states)[number];
    expect(holds(recovered, snapshot, last)).toBe(true);
    await second.close();
  }

  it("has in its next life what the model has", async () => {
    await fc.assert(fc.asyncProperty(steps, expectModel), { numRuns });
  });

  it("has no log left where a snapshot was installed and no entries came with it", async () => {
    const open = place();
    const first = open();
    await first.load();
    await first.write([write(1, { entries: [entry(1, 1), entry(2, 1), entry(3, 1)] })]);
    const chunks = chunksOf(description(2, 2), new Uint8Array([1, 2, 3]), 2);
    await first.write([write(2, { chunks })]);
    await first.close();
    const second = open();
    const { entries, snapshot } = await second.load();
    expect(entries).toEqual([]);
    expect(snapshot).toEqual(description(2, 2));
    await second.close();
  });

  it("reads a snapshot in pieces of any size", async () => {
    const state = Uint8Array.from({ length: 200_000 }, (_, at) => at * 7);
    const storage = place()();
    await storage.load();
    await storage.saveSnapshot(description(1, 1), state);
    for (const bytes of [1 << 16, 70_000, 199_999, 200_000, 1_000_000]) {
      const parts: Uint8Array[] = [];
      for (let offset = 0, done = false; !done; ) {
        const chunk = await storage.readChunk(offset, bytes);
        expect(chunk?.snapshot).toEqual(description(1, 1));
        parts.push(chunk?.data as Uint8Array);
        offset += chunk?.data.length ?? 0;
        done = chunk?.done ?? true;
      }
      expect(Buffer.concat(parts).equals(state)).toBe(true);
    }
    await storage.close();
  });

  it("is closed any number of times", async () => {
    const storage = place()();
    await storage.load();
    await Promise.all([storage.close(), storage.close()]);
    await expect(storage.close()).resolves.toBeUndefined();
  });
});

// Storage in memory: what was acknowledged outlives a crash, what was not is lost from some write on.

import { describe, expect, it } from "vitest";
import {
  configurationOf,
  type Entry,
  type SnapshotDescription,
  type Write,
} from "../../../src/raft/rules/index.ts";
import { StorageGoneError } from "../../../src/raft/storage/errors.ts";
import { MemoryDisk, MemoryStorage } from "../../../src/raft/storage/memory.ts";

const entry = (index: number, term: number): Entry => ({
  index,
  term,
  kind: "command",
  data: new Uint8Array([index]),
});
const write = (number: number, ...entries: Entry[]): Write => ({
  number,
  hardState: { term: number, votedFor: null },
  chunks: [],
  entries,
});
const description = (index: number): SnapshotDescription => ({
  index,
  term: 1,
  configuration: configurationOf([1]),
  configurationIndex: 0,
});
const indexes = async (disk: MemoryDisk) =>
  (await new MemoryStorage(disk).load()).entries.map(({ index, term }) => [index, term]);
const never = () => new Promise<void>(() => {});

describe("storage in memory", () => {
  it("is empty at first", async () => {
    const recovered = await new MemoryStorage(new MemoryDisk()).load();
    expect(recovered).toEqual({
      hardState: { term: 0, votedFor: null },
      snapshot: null,
      entries: [],
    });
  });

  it("keeps what was written, the last hard state and all entries", async () => {
    const disk = new MemoryDisk();
    await new MemoryStorage(disk).write([write(1, entry(1, 1)), write(2, entry(2, 2))]);
    expect(await indexes(disk)).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(disk.hardState.term).toBe(2);
  });

  it("drops what the log had from the first new entry on", async () => {
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk);
    await storage.write([write(1, entry(1, 1), entry(2, 1), entry(3, 1))]);
    await storage.write([write(2, entry(2, 2))]);
    expect(await indexes(disk)).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it("drops the log that ends before entries which follow a snapshot", async () => {
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk);
    await storage.write([write(1, entry(1, 1))]);
    await storage.saveSnapshot(description(5), new Uint8Array([9]));
    await storage.write([write(2, entry(6, 2))]);
    expect(await indexes(disk)).toEqual([[6, 2]]);
    expect(disk.lastIndex()).toBe(6);
  });

  it("loses the writes under way in a crash, all but the first so many", async () => {
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk, never);
    const three = [write(1, entry(1, 1)), write(2, entry(2, 1)), write(3, entry(3, 1))];
    storage.write(three).catch(() => {});
    expect(storage.writesUnderWay).toBe(3);
    storage.crash(2);
    expect(await indexes(disk)).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  it("acknowledges nothing once it has crashed, not even what was under way", async () => {
    let finish = () => {};
    const sync = () => new Promise<void>((resolve) => (finish = resolve));
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk, sync);
    const writing = storage.write([write(1, entry(1, 1))]);
    storage.crash();
    finish();
    await expect(writing).rejects.toBeInstanceOf(StorageGoneError);
    await expect(storage.load()).rejects.toThrow("crashed");
    expect(await indexes(disk)).toEqual([]);
  });

  it("installs a snapshot in the place of the log when its last piece has come", async () => {
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk);
    await storage.write([write(1, entry(1, 1))]);
    const piece = { kind: "snapshotChunk", from: 2, to: 1, term: 2 } as const;
    const snapshot = description(7);
    const first = { ...piece, snapshot, offset: 0, data: new Uint8Array([1, 2]), done: false };
    const last = { ...piece, snapshot, offset: 2, data: new Uint8Array([3]), done: true };
    await storage.write([{ number: 2, hardState: null, chunks: [first], entries: [] }]);
    expect(await storage.readSnapshot()).toBeNull();
    await storage.write([{ number: 3, hardState: null, chunks: [last], entries: [] }]);
    const stored = await storage.readSnapshot();
    expect(stored).toEqual({ description: snapshot, state: new Uint8Array([1, 2, 3]) });
    expect(await indexes(disk)).toEqual([]);
  });

  it("reads a snapshot in pieces, and says which is the last", async () => {
    const storage = new MemoryStorage(new MemoryDisk());
    expect(await storage.readChunk(0, 2)).toBeNull();
    await storage.saveSnapshot(description(1), new Uint8Array([1, 2, 3]));
    const piece = await storage.readChunk(0, 2);
    expect(piece).toMatchObject({ offset: 0, data: new Uint8Array([1, 2]), done: false });
    const rest = await storage.readChunk(2, 2);
    expect(rest).toMatchObject({ offset: 2, data: new Uint8Array([3]), done: true });
  });

  it("never puts an older snapshot in the place of a later one", async () => {
    const storage = new MemoryStorage(new MemoryDisk());
    await storage.saveSnapshot(description(5), new Uint8Array([5]));
    await storage.saveSnapshot(description(3), new Uint8Array([3]));
    expect((await storage.readSnapshot())?.description.index).toBe(5);
  });

  it("purges up to an index", async () => {
    const disk = new MemoryDisk();
    const storage = new MemoryStorage(disk);
    await storage.write([write(1, entry(1, 1), entry(2, 1), entry(3, 1))]);
    await storage.saveSnapshot(description(2), new Uint8Array());
    await storage.purge(2);
    expect(await indexes(disk)).toEqual([[3, 1]]);
  });

  it("refuses everything once it is closed", async () => {
    const storage = new MemoryStorage(new MemoryDisk());
    await storage.close();
    await expect(storage.write([])).rejects.toThrow("closed");
  });
});

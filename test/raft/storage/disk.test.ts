// Storage on disk, promise by promise: one sync for many, damage told from torn tails, failures that
// stay, and real files.

import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nothingRecovered } from "../../../src/raft/rules/index.ts";
import { FaultyDirectory } from "../../../src/raft/simulation/faulty-directory.ts";
import { pause } from "../../../src/raft/simulation/waiting.ts";
import { crc32c } from "../../../src/raft/storage/checksum.ts";
import { DiskStorage } from "../../../src/raft/storage/disk.ts";
import {
  DamagedFileError,
  DirectoryLockedError,
  DiskFailedError,
  WriteTooLargeError,
} from "../../../src/raft/storage/disk-errors.ts";
import { StorageGoneError, StorageOrderError } from "../../../src/raft/storage/errors.ts";
import { nodeDirectory } from "../../../src/raft/storage/node-directory.ts";
import type { TornTail } from "../../../src/raft/storage/recovery.ts";
import { simulate } from "../../../src/testing/index.ts";
import { chunksOf, description, entry, write } from "./writes.ts";

const segment = "segment-0000000000000001";
const snapshot = "snapshot-0000000000000001";

it("has the checksum of RFC 3720 for 32 bytes of zeros and the digits, also in parts", () => {
  const digits = new TextEncoder().encode("123456789");
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(digits)).toBe(0xe3069283);
  expect(crc32c(digits.subarray(4), crc32c(digits.subarray(0, 4)))).toBe(0xe3069283);
});

describe("group commit", () => {
  it("serves 256 writes of one turn with one sync, and keeps their order", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory);
    await storage.load();
    const before = directory.syncs;
    const settled: number[] = [];
    await Promise.all(
      Array.from({ length: 256 }, (_, at) =>
        storage
          .write([write(at + 1, { entries: [entry(at + 1, 1)] })])
          .then(() => settled.push(at)),
      ),
    );
    expect(directory.syncs - before).toBe(1);
    expect(settled).toEqual(Array.from({ length: 256 }, (_, at) => at));
    await storage.close();
    const { entries } = await new DiskStorage(directory).load();
    expect(entries.map(({ index }) => index)).toEqual(settled.map((at) => at + 1));
  });

  it("syncs once for each write that waits for the one before", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory);
    await storage.load();
    const before = directory.syncs;
    for (let index = 1; index <= 5; index++)
      await storage.write([write(index, { entries: [entry(index, 1)] })]);
    expect(directory.syncs - before).toBe(5);
  });
});

/** Four writes and a snapshot, each with a sync of its own, as a node leaves them that was ended so. */
async function smallLog(
  end: (storage: DiskStorage) => Promise<void>,
): Promise<Map<string, Uint8Array>> {
  const directory = new FaultyDirectory();
  const storage = new DiskStorage(directory);
  await storage.load();
  for (let index = 1; index <= 3; index++)
    await storage.write([
      write(index, { hardState: { term: index, votedFor: 1 }, entries: [entry(index, index)] }),
    ]);
  await storage.saveSnapshot(description(2, 2), new Uint8Array([1, 2, 3, 4]));
  await storage.write([write(4, { entries: [entry(4, 3)] })]);
  await end(storage);
  return directory.contents();
}

const closed = (storage: DiskStorage) => storage.close();
const killed = () => Promise.resolve();

async function loaded(files: ReadonlyMap<string, Uint8Array>) {
  let tail: TornTail | null = null;
  const directory = new FaultyDirectory(files);
  const storage = new DiskStorage(directory, {
    onTornTail: (torn) => {
      tail = torn;
    },
  });
  try {
    const recovered = await storage.load();
    return { recovered, tail: tail as TornTail | null, error: null, left: directory.contents() };
  } catch (error) {
    return { recovered: null, tail: null, error, left: directory.contents() };
  }
}

/** Where the last record begins: found by cutting one byte. */
async function lastRecord(files: ReadonlyMap<string, Uint8Array>): Promise<number> {
  const bytes = files.get(segment) as Uint8Array;
  const { tail } = await loaded(new Map(files).set(segment, bytes.slice(0, -1)));
  return tail?.offset ?? Number.NaN;
}

describe("recovery", () => {
  it("refuses every flipped bit of a log that was closed, but in what closed it", async () => {
    const files = await smallLog(closed);
    const bytes = files.get(segment) as Uint8Array;
    const last = await lastRecord(files);
    expect(last).toBeLessThan(bytes.length);
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      const damaged = new Map(files).set(segment, flipped);
      const { recovered, error, tail, left } = await loaded(damaged);
      if (at >= last) {
        expect(tail).toEqual({ file: segment, offset: last, bytesCut: bytes.length - last });
        expect(recovered?.entries.map(({ index }) => index)).toEqual([1, 2, 3, 4]);
        continue;
      }
      expect(error).toBeInstanceOf(DamagedFileError);
      expect((error as DamagedFileError).file).toBe(segment);
      expect((error as DamagedFileError).offset).toBeLessThanOrEqual(at);
      expect(left).toEqual(damaged);
    }
  });

  it("takes a last write that rots for one that was torn, where the node was killed", async () => {
    const files = await smallLog(killed);
    const bytes = files.get(segment) as Uint8Array;
    const last = await lastRecord(files);
    for (let at = last; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      const { recovered, tail } = await loaded(new Map(files).set(segment, flipped));
      expect(tail).toEqual({ file: segment, offset: last, bytesCut: bytes.length - last });
      expect(recovered?.entries.map(({ index }) => index)).toEqual([1, 2, 3]);
    }
  });

  it("seals the log once nothing was written for a while, with one sync", () =>
    simulate(1, async () => {
      const directory = new FaultyDirectory();
      const storage = new DiskStorage(directory, { sealAfterMs: 500 });
      await storage.load();
      await storage.write([write(1, { entries: [entry(1, 1)] })]);
      const written = directory.contents().get(segment) as Uint8Array;
      await pause(2_000);
      const sealed = directory.contents().get(segment) as Uint8Array;
      expect(sealed.length).toBeGreaterThan(written.length);
      const [before, bytes] = [directory.syncs, sealed.length];
      await pause(10_000);
      await storage.close();
      expect(directory.syncs).toBe(before);
      sealed[written.length - 1] = (sealed[written.length - 1] as number) ^ 1;
      expect((await loaded(new Map([[segment, sealed]]))).error).toBeInstanceOf(DamagedFileError);
      expect(bytes).toBe(sealed.length);
    }));

  it("refuses every flipped bit of the snapshot, and every cut of it", async () => {
    const files = await smallLog(closed);
    const bytes = files.get(snapshot) as Uint8Array;
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
      for (const bad of [flipped, bytes.slice(0, at)]) {
        const { error } = await loaded(new Map(files).set(snapshot, bad));
        expect(error).toBeInstanceOf(DamagedFileError);
        expect((error as DamagedFileError).file).toBe(snapshot);
      }
    }
  });

  it("recovers the whole writes before every cut", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory);
    await storage.load();
    const ends = [(directory.contents().get(segment) as Uint8Array).length];
    for (let index = 1; index <= 3; index++) {
      await storage.write([write(index, { entries: [entry(index, index)] })]);
      ends.push((directory.contents().get(segment) as Uint8Array).length);
    }
    const bytes = directory.contents().get(segment) as Uint8Array;
    for (let length = 0; length <= bytes.length; length++) {
      const { recovered, error, tail } = await loaded(new Map([[segment, bytes.slice(0, length)]]));
      const whole = ends.filter((end) => end <= length).length - 1;
      if (whole < 0) {
        expect(error).toBeInstanceOf(DamagedFileError);
        continue;
      }
      const offset = ends[whole] as number;
      expect(recovered?.entries.length).toBe(whole);
      expect(tail).toEqual(
        offset === length ? null : { file: segment, offset, bytesCut: length - offset },
      );
    }
  });

  it("refuses a missing segment, and a missing snapshot", async () => {
    const files = await smallLog(closed);
    const alone = new Map(files);
    alone.delete(segment);
    expect((await loaded(alone)).error).toBeInstanceOf(DamagedFileError);
    files.delete(snapshot);
    expect(String((await loaded(files)).error)).toContain(`${snapshot} is damaged at byte 0`);
  });
});

describe("a failing disk", () => {
  it.each([
    ["a failed sync", (directory: FaultyDirectory) => (directory.failNextSync = true)],
    ["a full disk", (directory: FaultyDirectory) => (directory.bytesFree = 10)],
  ])("acknowledges nothing after %s, though the next would pass", async (_, harm) => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory);
    await storage.load();
    await storage.write([write(1, { entries: [entry(1, 1)] })]);
    harm(directory);
    const second = storage.write([write(2, { entries: [entry(2, 1)] })]);
    await expect(second).rejects.toBeInstanceOf(DiskFailedError);
    directory.bytesFree = Number.POSITIVE_INFINITY;
    const third = storage.write([write(3, { entries: [entry(3, 1)] })]);
    await expect(third).rejects.toThrow(/^the log in a faulty directory stopped.*(EIO|ENOSPC)/);
    await storage.close();
    const { entries } = await new DiskStorage(directory.afterCrash(() => 0)).load();
    expect(entries).toEqual([entry(1, 1)]);
  });
});

describe("limits and states", () => {
  it("refuses a write past the limit, and goes on", async () => {
    const storage = new DiskStorage(new FaultyDirectory(), { maxWriteBytes: 100 });
    await storage.load();
    const large = storage.write([write(1, { entries: [entry(1, 1, "x".repeat(100))] })]);
    await expect(large).rejects.toBeInstanceOf(WriteTooLargeError);
    await expect(storage.write([write(1, { entries: [entry(1, 1)] })])).resolves.toBeUndefined();
  });

  it("answers neither before it is loaded nor after it is closed", async () => {
    const storage = new DiskStorage(new FaultyDirectory());
    await expect(storage.write([])).rejects.toThrow("write: the storage has not loaded yet");
    await storage.load();
    await expect(storage.load()).rejects.toBeInstanceOf(StorageOrderError);
    await storage.close();
    await expect(storage.write([])).rejects.toBeInstanceOf(StorageGoneError);
    await expect(storage.load()).rejects.toBeInstanceOf(StorageGoneError);
  });

  it("never stores a snapshot that goes back", async () => {
    const storage = new DiskStorage(new FaultyDirectory());
    await storage.load();
    await storage.saveSnapshot(description(5, 1), new Uint8Array([5]));
    await storage.saveSnapshot(description(4, 1), new Uint8Array([4]));
    expect((await storage.readSnapshot())?.description.index).toBe(5);
  });
});

describe("real files", () => {
  let path = "";
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "goroutine-kit-raft-"));
  });
  afterEach(() => rm(path, { recursive: true }));

  it("keep log, vote and an installed snapshot from life to life, and purge segments", async () => {
    const first = new DiskStorage(nodeDirectory(path), { segmentBytes: 1 });
    expect(await first.load()).toEqual(nothingRecovered);
    const hardState = { term: 2, votedFor: 3 };
    await first.write([write(1, { hardState, entries: [entry(1, 1), entry(2, 2)] })]);
    const state = new Uint8Array(100).fill(7);
    const chunks = chunksOf(description(9, 2), state, 30);
    await first.write([write(2, { chunks, entries: [entry(10, 2)] })]);
    await first.write([write(3, { entries: [entry(11, 2)] })]);
    await first.purge(9);
    await first.close();
    const second = new DiskStorage(nodeDirectory(path));
    const expected = { snapshot: description(9, 2), entries: [entry(10, 2), entry(11, 2)] };
    expect(await second.load()).toEqual({ hardState, ...expected });
    expect(await second.readSnapshot()).toEqual({ description: description(9, 2), state });
    const piece = { snapshot: description(9, 2), offset: 90, data: state.slice(90), done: true };
    expect(await second.readChunk(90, 30)).toEqual(piece);
    expect((await readdir(path)).filter((name) => name.startsWith("segment"))).not.toContain(
      segment,
    );
    await second.close();
  });

  it("belong to one storage at a time", async () => {
    const first = new DiskStorage(nodeDirectory(path));
    await first.load();
    const second = new DiskStorage(nodeDirectory(path));
    await expect(second.load()).rejects.toBeInstanceOf(DirectoryLockedError);
    await first.close();
    const third = new DiskStorage(nodeDirectory(path));
    expect(await third.load()).toEqual(nothingRecovered);
    await third.close();
  });
});

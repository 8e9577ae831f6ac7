// Storage on disk from its first lock to its close: who may have it, what it waits for, what it lets go of.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { OptionError } from "../../../src/raft/rules/index.ts";
import { FaultyDirectory } from "../../../src/raft/simulation/faulty-directory.ts";
import type { Directory, DiskFile } from "../../../src/raft/storage/directory.ts";
import { DiskStorage } from "../../../src/raft/storage/disk.ts";
import {
  DamagedFileError,
  DirectoryLockedError,
  DiskFailedError,
} from "../../../src/raft/storage/disk-errors.ts";
import { StorageGoneError } from "../../../src/raft/storage/errors.ts";
import { nodeDirectory } from "../../../src/raft/storage/node-directory.ts";
import { chunksOf, description, entry, write } from "./writes.ts";

describe("options", () => {
  it.each([
    { segmentBytes: 0 },
    { segmentBytes: Number.NaN },
    { segmentBytes: 2 ** 31 },
    { maxWriteBytes: 1.5 },
    { maxWriteBytes: Number.POSITIVE_INFINITY },
    { sealAfterMs: -1 },
  ])("%o are refused, with the limits", (options) => {
    const make = () => new DiskStorage(new FaultyDirectory(), options);
    expect(make).toThrow(OptionError);
    expect(make).toThrow(`${Object.keys(options)[0]} is ${Object.values(options)[0]}; from 1 to`);
  });
});

describe("the lock of a directory", () => {
  let path = "";
  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), "goroutine-kit-lock-"));
  });
  afterEach(() => rm(path, { recursive: true }));

  it("holds between the threads of a process", async () => {
    const unlock = await nodeDirectory(path).lock();
    const module = new URL("../../../src/raft/storage/node-directory.ts", import.meta.url).href;
    const text = `
      const { parentPort } = require("node:worker_threads");
      import("tsx/esm/api").then(async ({ register }) => {
        register();
        const { nodeDirectory } = await import(${JSON.stringify(module)});
        const lock = () => nodeDirectory(${JSON.stringify(path)}).lock();
        parentPort.on("message", () => {
          lock().then(() => parentPort.postMessage("locked"), (e) => parentPort.postMessage(e.message));
        });
        parentPort.postMessage("ready");
      });`;
    const worker = new Worker(text, { eval: true });
    const said = () => new Promise((resolve) => worker.once("message", resolve));
    const next = said();
    expect(await next).toBe("ready");
    const first = said();
    worker.postMessage("lock");
    expect(await first).toContain("in use by this process");
    await unlock();
    const second = said();
    worker.postMessage("lock");
    expect(await second).toBe("locked");
    await expect(nodeDirectory(path).lock()).rejects.toBeInstanceOf(DirectoryLockedError);
    await worker.terminate();
  });

  it("is taken over from a process that is no more, by one alone of many", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    for (let round = 0; round < 30; round++) {
      await writeFile(join(path, `lock-${1000 * (round + 1)}`), `${pid} 0`);
      const asked = Array.from({ length: 6 }, () => nodeDirectory(path).lock());
      const settled = await Promise.allSettled(asked);
      const got = settled.filter(({ status }) => status === "fulfilled");
      expect(got.length).toBe(1);
      const refused = settled.flatMap((each) => (each.status === "rejected" ? [each.reason] : []));
      expect(refused.every((error) => error instanceof DirectoryLockedError)).toBe(true);
      expect((await readdir(path)).length).toBe(1);
      await (got[0] as PromiseFulfilledResult<() => Promise<void>>).value();
    }
  });

  it("is never held by two at once, however they take it and let it go", async () => {
    let holders = 0;
    let taken = 0;
    const take = async () => {
      while (taken < 60) {
        try {
          const unlock = await nodeDirectory(path).lock();
          taken++;
          holders++;
          expect(holders).toBe(1);
          await readdir(path);
          holders--;
          await unlock();
        } catch (error) {
          if (!(error instanceof DirectoryLockedError)) throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 5 }, take));
    expect(taken).toBeGreaterThanOrEqual(60);
  });

  it("is not taken for held where this process has the number of one before", async () => {
    await writeFile(join(path, "lock-1"), `${process.pid} 1`);
    const unlock = await nodeDirectory(path).lock();
    await unlock();
    expect(await readdir(path)).toEqual(["lock-2"]);
  });
});

/** A directory whose files wait, and that knows which of them are open. */
class SlowDirectory extends FaultyDirectory {
  handles = 0;
  gate: Promise<void> = Promise.resolve();

  override async create(name: string): Promise<DiskFile> {
    return this.#counted(await super.create(name));
  }

  override async open(name: string): Promise<DiskFile> {
    return this.#counted(await super.open(name));
  }

  #counted(file: DiskFile): DiskFile {
    this.handles++;
    return {
      ...file,
      read: async (...args) => {
        await this.gate;
        return file.read(...args);
      },
      append: async (...args) => {
        await this.gate;
        return file.append(...args);
      },
      close: async () => {
        this.handles--;
        return file.close();
      },
    };
  }
}

/** A gate and what opens it. */
function gate(): { readonly closed: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const closed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { closed, open };
}

describe("close", () => {
  it.each([
    [
      "a snapshot that is being saved",
      (storage: DiskStorage) => storage.saveSnapshot(description(2, 1), new Uint8Array([2])),
    ],
    ["a piece that is being read", (storage: DiskStorage) => storage.readChunk(0, 10)],
    ["a write", (storage: DiskStorage) => storage.write([write(1, { entries: [entry(1, 1)] })])],
  ])("waits for %s, and leaves no file open", async (_, ask) => {
    const directory = new SlowDirectory();
    const storage = new DiskStorage(directory);
    await storage.load();
    await storage.saveSnapshot(description(1, 1), new Uint8Array([1]));
    const { closed, open } = gate();
    directory.gate = closed;
    const settled: string[] = [];
    const asked = ask(storage).then(
      () => settled.push("asked"),
      (error: unknown) => {
        expect(error).toBeInstanceOf(StorageGoneError);
        settled.push("asked");
      },
    );
    const closing = storage.close().then(() => settled.push("closed"));
    await new Promise(setImmediate);
    expect(settled).toEqual([]);
    open();
    await Promise.all([asked, closing]);
    expect(settled.at(-1)).toBe("closed");
    expect(directory.handles).toBe(0);
  });

  it("waits for a load under way, and holds the directory no more", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory);
    const loading = storage.load();
    await storage.close();
    await loading;
    await expect(storage.write([])).rejects.toBeInstanceOf(StorageGoneError);
    const again = new DiskStorage(directory);
    await again.load();
    await again.close();
  });

  it.each([
    [
      "while a snapshot comes from a leader",
      chunksOf(description(5, 1), new Uint8Array(20), 10)[0],
    ],
    ["while none comes", undefined],
  ])("leaves no file open after the disk has failed %s", async (_, piece) => {
    const directory = new SlowDirectory();
    const storage = new DiskStorage(directory, { segmentBytes: 1 });
    await storage.load();
    if (piece !== undefined) await storage.write([write(1, { chunks: [piece] })]);
    directory.bytesFree = 4;
    const saving = storage.saveSnapshot(description(1, 1), new Uint8Array(100));
    await expect(saving).rejects.toBeInstanceOf(DiskFailedError);
    await expect(storage.write([write(2, {})])).rejects.toBeInstanceOf(DiskFailedError);
    await storage.close();
    expect(directory.handles).toBe(0);
  });
});

describe("a snapshot that rots while the node runs", () => {
  it("is refused when it is read, and not handed to a follower", async () => {
    const files = new Map<string, Uint8Array>();
    const directory = new FaultyDirectory(files);
    const storage = new DiskStorage(directory);
    await storage.load();
    const state = new Uint8Array(150_000).fill(3);
    await storage.saveSnapshot(description(1, 1), state);
    await rot(directory, "snapshot-0000000000000001", 100_000);
    expect((await storage.readChunk(0, 1_000))?.data).toEqual(state.slice(0, 1_000));
    const reading = storage.readChunk(90_000, 1_000);
    await expect(reading).rejects.toBeInstanceOf(DamagedFileError);
    await expect(reading).rejects.toThrow(/snapshot-0+1 is damaged at byte 65544/);
    await expect(storage.readSnapshot()).rejects.toBeInstanceOf(DamagedFileError);
    await storage.close();
  });
});

/** Flips a bit of a file, as a disk does by itself. */
async function rot(directory: Directory, name: string, at: number): Promise<void> {
  const file = await directory.open(name);
  const bytes = await file.read(0, await file.size());
  bytes[at] = (bytes[at] as number) ^ 1;
  await file.truncate(0);
  await file.append(bytes);
  await file.close();
}

/** A directory whose holder was killed: what it wrote is in the system's memory, and nothing is locked. */
class LeftDirectory extends FaultyDirectory {
  override async lock(): Promise<() => Promise<void>> {
    return async () => {};
  }
}

describe("what a killed node wrote and had not synced", () => {
  it("is durable once the next has recovered it", async () => {
    const directory = new LeftDirectory();
    const killed = new DiskStorage(directory);
    await killed.load();
    const { closed, open } = gate();
    directory.beforeSync = () => closed;
    const written = killed.write([write(1, { entries: [entry(1, 1)] })]).catch(() => {});
    await new Promise(setImmediate);
    directory.beforeSync = null;
    const next = new DiskStorage(directory);
    expect((await next.load()).entries).toEqual([entry(1, 1)]);
    const left = directory.afterCrash(() => 0);
    expect((await new DiskStorage(left).load()).entries).toEqual([entry(1, 1)]);
    open();
    await written;
  });
});

describe("segments", () => {
  it("go once a later write has cut their entries, whatever they held before", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory, { segmentBytes: 1 });
    await storage.load();
    for (let index = 1; index <= 5; index++)
      await storage.write([write(index, { entries: [entry(index, 1)] })]);
    await storage.write([write(6, { entries: [entry(2, 2)] })]);
    await storage.saveSnapshot(description(1, 1), new Uint8Array([1]));
    await storage.purge(1);
    const segments = [...directory.contents().keys()].filter((name) => name.startsWith("segment"));
    // Left are that with the new entry and that with the snapshot; of those with the old entries, none.
    expect(segments.length).toBe(2);
    await storage.close();
  });

  it("that were purged stay away, though the power goes at once", async () => {
    const directory = new FaultyDirectory();
    const storage = new DiskStorage(directory, { segmentBytes: 1 });
    await storage.load();
    for (let index = 1; index <= 4; index++)
      await storage.write([write(index, { entries: [entry(index, 1)] })]);
    await storage.saveSnapshot(description(3, 1), new Uint8Array([3]));
    await storage.write([write(5, { entries: [entry(5, 1)] })]);
    await storage.purge(3);
    const left = [...directory.contents().keys()].sort();
    const nothingMore = directory.afterCrash(() => 0);
    expect([...nothingMore.contents().keys()].sort()).toEqual(left);
  });
});

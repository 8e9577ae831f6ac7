/**
 * The disks of simulated machines: they outlive the nodes, and power failures leave of what was under way
 * what the random source says. Either whole writes in memory, or the log on disk in a directory that
 * tears writes in the middle of a byte string and forgets names.
 *
 * Invariants:
 * - What was durable when the power failed is there afterwards.
 * - One storage at a time is open on a disk. One that has crashed never touches it again.
 */

import { randomBelow } from "../../runtime/random.ts";
import type { Chunk, Recovered, SnapshotDescription, Write } from "../rules/index.ts";
import { DiskStorage } from "../storage/disk.ts";
import { StorageGoneError } from "../storage/errors.ts";
import { MemoryDisk, MemoryStorage } from "../storage/memory.ts";
import type { Storage, StoredSnapshot } from "../storage/storage.ts";
import { FaultyDirectory } from "./faulty-directory.ts";
import type { WatchedDisk } from "./invariants.ts";

export interface SimulatedDisk {
  /** What is durable, as far as the node was told. */
  readonly watched: WatchedDisk;
  /** For the next life of the node; `sync` is what a sync takes, null for no time. */
  open(sync: (() => Promise<void>) | null): Storage;
  /** The power fails. Whatever the storage is asked, or was, rejects with StorageGoneError. */
  crash(): void;
}

/** A disk that keeps or loses whole writes; `spoil` is what a restart does to it beside. */
export class WholeWriteDisk implements SimulatedDisk {
  readonly watched: MemoryDisk = new MemoryDisk();
  readonly #spoil: ((disk: MemoryDisk) => void) | null;
  #storage: MemoryStorage | null = null;

  constructor(spoil: ((disk: MemoryDisk) => void) | null = null) {
    this.#spoil = spoil;
  }

  open(sync: (() => Promise<void>) | null): Storage {
    if (this.#storage !== null) this.#spoil?.(this.watched);
    this.#storage = new MemoryStorage(this.watched, sync);
    return this.#storage;
  }

  crash(): void {
    this.#storage?.crash(randomBelow(this.#storage.writesUnderWay + 1));
  }
}

/** So small that logs of a few hundred entries have several. */
const SEGMENT_BYTES = 4096;

/** A disk that tears writes: the real log, on a directory that is none. */
export class TornWriteDisk implements SimulatedDisk {
  watched: MemoryDisk = new MemoryDisk();
  #directory: FaultyDirectory = new FaultyDirectory();
  #storage: MirroredStorage | null = null;

  open(sync: (() => Promise<void>) | null): Storage {
    this.#directory.beforeSync = sync;
    this.watched = new MemoryDisk();
    const disk = new DiskStorage(this.#directory, { segmentBytes: SEGMENT_BYTES });
    this.#storage = new MirroredStorage(disk, this.watched);
    return this.#storage;
  }

  crash(): void {
    this.#storage?.crash();
    this.#directory.stopAt = 0;
    this.#directory = this.#directory.afterCrash(randomBelow);
  }
}

/** A storage that keeps in memory what it knows to be durable, for the watch to look at. */
class MirroredStorage implements Storage {
  readonly #storage: Storage;
  readonly #mirror: MemoryDisk;
  #hasCrashed = false;

  constructor(storage: Storage, mirror: MemoryDisk) {
    this.#storage = storage;
    this.#mirror = mirror;
  }

  crash(): void {
    this.#hasCrashed = true;
  }

  async load(): Promise<Recovered> {
    const recovered = await this.#ask("load", () => this.#storage.load());
    const { hardState, snapshot, entries } = recovered;
    if (snapshot !== null) this.#mirror.save(snapshot, new Uint8Array());
    this.#mirror.write({ number: 0, hardState, chunks: [], entries });
    return recovered;
  }

  async write(writes: readonly Write[]): Promise<void> {
    await this.#ask("write", () => this.#storage.write(writes));
    for (const write of writes) this.#mirror.write(write);
  }

  async saveSnapshot(description: SnapshotDescription, state: Uint8Array): Promise<void> {
    await this.#ask("saveSnapshot", () => this.#storage.saveSnapshot(description, state));
    this.#mirror.save(description, state);
  }

  readSnapshot(): Promise<StoredSnapshot | null> {
    return this.#ask("readSnapshot", () => this.#storage.readSnapshot());
  }

  readChunk(offset: number, maxBytes: number): Promise<Chunk | null> {
    return this.#ask("readChunk", () => this.#storage.readChunk(offset, maxBytes));
  }

  async purge(index: number): Promise<void> {
    await this.#ask("purge", () => this.#storage.purge(index));
    this.#mirror.purge(index);
  }

  async close(): Promise<void> {
    if (!this.#hasCrashed) await this.#storage.close();
  }

  async #ask<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    try {
      if (!this.#hasCrashed) {
        const answer = await ask();
        if (!this.#hasCrashed) return answer;
      }
    } catch (error) {
      if (!this.#hasCrashed) throw error;
    }
    throw new StorageGoneError(operation, "crashed");
  }
}

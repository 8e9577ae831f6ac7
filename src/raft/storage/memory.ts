/**
 * Storage in memory: a disk that outlives the node in front of it, and a storage that stands between
 * them and can crash. For clusters of one process, for tests, and for measuring everything but a disk.
 *
 * Invariants:
 * - The disk holds only what was durable: a crash leaves it at the end of some whole write.
 * - A storage that has crashed or was closed never touches the disk again, so a new storage may be
 *   opened on the same disk at once.
 */

import type {
  Chunk,
  Entry,
  HardState,
  Recovered,
  SnapshotDescription,
  Write,
} from "../rules/index.ts";
import { nothingRecovered } from "../rules/index.ts";
import { StorageGoneError } from "./errors.ts";
import type { Storage, StoredSnapshot } from "./storage.ts";

/** What outlives crashes. */
export class MemoryDisk {
  /** Term and vote. */
  hardState: HardState = nothingRecovered.hardState;
  /** The latest snapshot; null where there is none. */
  snapshot: StoredSnapshot | null = null;
  #entries: Entry[] = [];
  /** Pieces of a snapshot that has not come whole. */
  #pieces: Uint8Array[] = [];

  /** Up to where the log or the snapshot reaches. */
  lastIndex(): number {
    return Math.max(this.#entries.at(-1)?.index ?? 0, this.snapshot?.description.index ?? 0);
  }

  /** The term of the entry at the index; undefined where neither log nor snapshot knows it. */
  termAt(index: number): number | undefined {
    const entry = this.#entries[index - (this.#entries[0]?.index ?? 0)];
    if (entry !== undefined) return entry.term;
    const description = this.snapshot?.description;
    return index === (description?.index ?? 0) ? (description?.term ?? 0) : undefined;
  }

  /** All that a node finds when it starts. */
  recovered(): Recovered {
    const { hardState, snapshot } = this;
    return { hardState, snapshot: snapshot?.description ?? null, entries: [...this.#entries] };
  }

  /** Carries one write out. */
  write({ hardState, chunks, entries }: Write): void {
    if (hardState !== null) this.hardState = hardState;
    for (const { snapshot, offset, data, done } of chunks) {
      if (offset === 0) this.#pieces = [];
      this.#pieces.push(data);
      if (!done) continue;
      this.snapshot = { description: snapshot, state: joined(this.#pieces) };
      this.#pieces = [];
      this.#entries = [];
    }
    this.#append(entries);
  }

  /** Puts a snapshot in place of an older one. */
  save(description: SnapshotDescription, state: Uint8Array): void {
    if ((this.snapshot?.description.index ?? 0) < description.index)
      this.snapshot = { description, state };
  }

  /** Lets go of entries up to an index. */
  purge(index: number): void {
    const first = this.#entries[0]?.index;
    if (first !== undefined && index >= first) this.#entries.splice(0, index + 1 - first);
  }

  /** What was on its way and not whole is lost. */
  forgetPieces(): void {
    this.#pieces = [];
  }

  // Entries past the end of the log follow a snapshot, which holds all that is between and before.
  #append(entries: readonly Entry[]): void {
    const first = entries[0]?.index;
    if (first === undefined) return;
    const kept = first - (this.#entries[0]?.index ?? first);
    this.#entries.length = kept < 0 || kept > this.#entries.length ? 0 : kept;
    for (const entry of entries) this.#entries.push(entry);
  }
}

/** A node's way to its disk. */
export class MemoryStorage implements Storage {
  readonly #disk: MemoryDisk;
  readonly #sync: (() => Promise<void>) | null;
  /** Handed over, not durable yet. */
  #underWay: readonly Write[] = [];
  #gone: "crashed" | "closed" | null = null;

  /** `sync` is what a sync takes: what was handed over is durable once it resolves. At once without. */
  constructor(disk: MemoryDisk, sync: (() => Promise<void>) | null = null) {
    this.#disk = disk;
    this.#sync = sync;
  }

  /** How many writes a crash may lose now. */
  get writesUnderWay(): number {
    return this.#underWay.length;
  }

  async load(): Promise<Recovered> {
    this.#requireHere("load");
    this.#disk.forgetPieces();
    return this.#disk.recovered();
  }

  async write(writes: readonly Write[]): Promise<void> {
    this.#requireHere("write");
    this.#underWay = writes;
    if (this.#sync !== null) await this.#sync();
    this.#requireHere("write");
    this.#underWay = [];
    for (const write of writes) this.#disk.write(write);
  }

  async saveSnapshot(description: SnapshotDescription, state: Uint8Array): Promise<void> {
    this.#requireHere("saveSnapshot");
    if (this.#sync !== null) await this.#sync();
    this.#requireHere("saveSnapshot");
    this.#disk.save(description, state);
  }

  async readSnapshot(): Promise<StoredSnapshot | null> {
    this.#requireHere("readSnapshot");
    return this.#disk.snapshot;
  }

  async readChunk(offset: number, maxBytes: number): Promise<Chunk | null> {
    this.#requireHere("readChunk");
    if (this.#disk.snapshot === null) return null;
    const { description: snapshot, state } = this.#disk.snapshot;
    const data = state.subarray(offset, offset + maxBytes);
    return { snapshot, offset, data, done: offset + data.length >= state.length };
  }

  async purge(index: number): Promise<void> {
    this.#requireHere("purge");
    this.#disk.purge(index);
  }

  async close(): Promise<void> {
    this.#gone ??= "closed";
  }

  /**
   * The machine loses power. Of the writes under way the first `survivors` have reached the disk. What
   * is asked from now on, and what is under way, rejects with StorageGoneError.
   */
  crash(survivors = 0): void {
    if (this.#gone !== null) return;
    this.#gone = "crashed";
    for (const write of this.#underWay.slice(0, survivors)) this.#disk.write(write);
    this.#underWay = [];
    this.#disk.forgetPieces();
  }

  #requireHere(operation: string): void {
    if (this.#gone !== null) throw new StorageGoneError(operation, this.#gone);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

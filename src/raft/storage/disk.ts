/**
 * Storage on disk: a write-ahead log in segments, and a snapshot in a file of its own.
 *
 * Invariants:
 * - One loop alone changes the log, step by step in the order asked for. All steps that wait when a
 *   sync ends share the next one (group commit); a write is one record, so it survives whole or not.
 * - A snapshot counts once a record names it, and its file is durable before that. That record is
 *   the one step in which a snapshot from a leader replaces log and snapshot.
 * - Every segment begins with the hard state and the snapshot as they are, and appears under its name
 *   only when that is durable. So segments can go, oldest first, when their entries may.
 * - Once anything failed, nothing is acknowledged: after a failed fsync the system may hold pages for
 *   clean that never reached the disk, so trying again proves nothing (PostgreSQL's lesson of 2018).
 */

import { type ClockTimer, startTimer } from "../../runtime/clock.ts";
import type { Chunk, HardState, Recovered, SnapshotDescription, Write } from "../rules/index.ts";
import { nothingRecovered } from "../rules/index.ts";
import type { Directory, DiskFile } from "./directory.ts";
import { DiskFailedError, WriteTooLargeError } from "./disk-errors.ts";
import { type CheckedDiskOptions, checkDiskOptions, type DiskOptions } from "./disk-options.ts";
import { StorageGoneError, StorageOrderError } from "./errors.ts";
import { frameOf, segmentHeader } from "./frame.ts";
import { emptyRecord, encodeRecords, type LogRecord, recordBytes } from "./record.ts";
import { noteEntries, recover, type Segment, segmentName } from "./recovery.ts";
import { readState, type SnapshotFile, SnapshotWriter, snapshotName } from "./snapshot-file.ts";
import type { Storage, StoredSnapshot } from "./storage.ts";

interface Step {
  readonly bytes: number;
  /** Makes durable what the records stand on, and gives them. */
  readonly prepare: () => Promise<readonly LogRecord[]>;
  /** When the records are durable. */
  readonly afterwards: () => Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const nothingMore = async (): Promise<void> => {};

export class DiskStorage implements Storage {
  readonly #directory: Directory;
  readonly #options: CheckedDiskOptions;
  #state: "not loaded" | "open" | "closed" = "not loaded";
  #loading: Promise<Recovered> | null = null;
  #closing: Promise<void> | null = null;
  /** What reads or writes a file of its own beside the loop. */
  readonly #beside: Set<Promise<unknown>> = new Set();
  #failure: DiskFailedError | null = null;
  #unlock: () => Promise<void> = nothingMore;
  #queue: Step[] = [];
  #loop: Promise<void> | null = null;
  #segments: Segment[] = [];
  #tail: DiskFile | null = null;
  #tailBytes = 0;
  #hardState: HardState = nothingRecovered.hardState;
  /** Durable, and named by a durable record. */
  #snapshot: SnapshotFile | null = null;
  /** The last that a record names, durable or not. */
  #newest: SnapshotFile | null = null;
  #incoming: SnapshotWriter | null = null;
  #temporaries = 0;
  /** Whether something follows the last write that shows it to have been synced. */
  #sealed = true;
  #framesWritten = 0;
  #sealTimer: ClockTimer | null = null;

  /** Throws OptionError. */
  constructor(directory: Directory, options: DiskOptions = {}) {
    this.#directory = directory;
    this.#options = checkDiskOptions(options);
  }

  /** Throws DirectoryLockedError, DamagedFileError, or what the file system throws. */
  async load(): Promise<Recovered> {
    if (this.#state === "closed") throw new StorageGoneError("load", "closed");
    if (this.#loading !== null) throw new StorageOrderError("load", "was asked to load before");
    this.#loading = this.#load();
    return this.#loading;
  }

  async #load(): Promise<Recovered> {
    this.#unlock = await this.#directory.lock();
    try {
      const recovered = await recover(this.#directory);
      const { hardState, snapshot, entries, segments, tornTail, sealed } = recovered;
      this.#hardState = hardState;
      this.#snapshot = this.#newest = snapshot;
      this.#segments = segments;
      const last = segments.at(-1);
      if (last === undefined) await this.#beginSegment();
      else {
        this.#tail = await this.#directory.open(segmentName(last.number));
        this.#tailBytes = await this.#tail.size();
        // What was read may be in the system's memory alone, from a process killed before its sync.
        await this.#tail.sync();
      }
      if (tornTail !== null) this.#options.onTornTail?.(tornTail);
      this.#state = "open";
      this.#sealed = sealed;
      if (!sealed) this.#sealLater();
      return { hardState, snapshot: snapshot?.description ?? null, entries };
    } catch (error) {
      this.#state = "closed";
      await this.#tail?.close();
      await this.#unlock();
      throw error;
    }
  }

  /** Throws WriteTooLargeError; DiskFailedError from then on if the disk failed. */
  async write(writes: readonly Write[]): Promise<void> {
    const bytes = writes.reduce((sum, write) => sum + recordBytes(write), 0);
    const { maxWriteBytes } = this.#options;
    if (bytes > maxWriteBytes) throw new WriteTooLargeError(bytes, maxWriteBytes);
    await this.#ask("write", bytes, async () => {
      const records: LogRecord[] = [];
      for (const write of writes) records.push(await this.#recordOf(write));
      return records;
    });
  }

  async saveSnapshot(description: SnapshotDescription, state: Uint8Array): Promise<void> {
    this.#requireOpen("saveSnapshot");
    const writer = await this.#besideTheLoop(() => this.#writeState(description, state));
    await this.#ask("saveSnapshot", 0, async () => {
      const number = await this.#adopt(writer, description);
      return number === null
        ? []
        : [{ hardState: null, snapshot: number, log: "kept", entries: [] }];
    });
  }

  async readSnapshot(): Promise<StoredSnapshot | null> {
    const chunk = await this.readChunk(0, Number.MAX_SAFE_INTEGER);
    return chunk === null ? null : { description: chunk.snapshot, state: chunk.data };
  }

  async #writeState(description: SnapshotDescription, state: Uint8Array): Promise<SnapshotWriter> {
    try {
      const writer = await this.#newWriter();
      await writer.add(state);
      await writer.finish(description);
      return writer;
    } catch (error) {
      throw this.#fail(error);
    }
  }

  /** Throws DamagedFileError where the snapshot is not any more what was written. */
  async readChunk(offset: number, maxBytes: number): Promise<Chunk | null> {
    return this.#besideTheLoop(() => this.#readChunk(offset, maxBytes));
  }

  async #readChunk(offset: number, maxBytes: number): Promise<Chunk | null> {
    for (;;) {
      this.#requireOpen("readChunk");
      const snapshot = this.#snapshot;
      if (snapshot === null) return null;
      try {
        const data = await readState(this.#directory, snapshot, offset, maxBytes);
        const done = offset + data.length >= snapshot.stateBytes;
        return { snapshot: snapshot.description, offset, data, done };
      } catch (error) {
        // Its file may have gone because there is a later one by now.
        if (this.#snapshot === snapshot) throw error;
      }
    }
  }

  /** Removes the segments, oldest first, that hold no entry past the index. */
  async purge(index: number): Promise<void> {
    await this.#ask(
      "purge",
      0,
      async () => [],
      async () => {
        while (this.#segments.length > 1 && (this.#segments[0] as Segment).lastIndex <= index) {
          const { number } = this.#segments.shift() as Segment;
          await this.#directory.remove(segmentName(number));
          // One by one: a crash must not undo the removal of one and keep that of a later one.
          await this.#directory.sync();
        }
      },
    );
  }

  /** Waits for all that is under way, and seals the log. Any number of times, also while it loads. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#loading;
    } catch {
      // Whoever asked to load was told, and nothing is held.
      return;
    }
    const before = this.#state;
    this.#state = "closed";
    if (before !== "open") return;
    this.#sealTimer?.stop();
    await Promise.allSettled(this.#beside);
    if (!this.#sealed) await this.#seal();
    await this.#loop;
    await this.#tail?.close();
    if (this.#failure === null) await this.#incoming?.abandon();
    else await this.#incoming?.release();
    await this.#unlock();
  }

  #requireOpen(operation: string): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#state === "closed") throw new StorageGoneError(operation, "closed");
    if (this.#state !== "open") throw new StorageOrderError(operation, "has not loaded yet");
  }

  async #besideTheLoop<T>(body: () => Promise<T>): Promise<T> {
    const running = body();
    this.#beside.add(running);
    try {
      return await running;
    } finally {
      this.#beside.delete(running);
    }
  }

  /** Has the log sealed once nothing was written for a while. */
  #sealLater(): void {
    if (this.#sealTimer?.pending) return;
    const before = this.#framesWritten;
    this.#sealTimer = startTimer(this.#options.sealAfterMs, () => {
      if (this.#framesWritten !== before) this.#sealLater();
      else if (!this.#sealed) this.#seal().catch((error: unknown) => this.#fail(error));
    });
  }

  // What fails here, whoever asks next is told.
  async #seal(): Promise<void> {
    try {
      await this.#enqueue(0, async () => [emptyRecord]);
      this.#sealed = true;
    } catch (error) {
      if (!(error instanceof DiskFailedError)) throw error;
    }
  }

  #fail(error: unknown): DiskFailedError {
    this.#failure ??= new DiskFailedError(this.#directory.path, error);
    return this.#failure;
  }

  async #ask(
    operation: string,
    bytes: number,
    prepare: Step["prepare"],
    afterwards: Step["afterwards"] = nothingMore,
  ): Promise<void> {
    this.#requireOpen(operation);
    await this.#enqueue(bytes, prepare, afterwards);
  }

  async #enqueue(
    bytes: number,
    prepare: Step["prepare"],
    afterwards: Step["afterwards"] = nothingMore,
  ): Promise<void> {
    const settled = new Promise<void>((resolve, reject) => {
      this.#queue.push({ bytes, prepare, afterwards, resolve, reject });
    });
    this.#loop ??= this.#run();
    await settled;
  }

  async #run(): Promise<void> {
    // Whoever asks in this same turn still joins the first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const steps = this.#nextBatch();
      try {
        if (this.#failure !== null) throw this.#failure;
        await this.#commit(steps);
        for (const { resolve } of steps) resolve();
      } catch (error) {
        const failure = this.#fail(error);
        for (const { reject } of [...steps, ...this.#queue.splice(0)]) reject(failure);
      }
    }
    this.#loop = null;
  }

  /** As many steps as fit into one frame. */
  #nextBatch(): readonly Step[] {
    let bytes = 0;
    let count = 0;
    for (const step of this.#queue) {
      bytes += step.bytes;
      if (count > 0 && bytes > this.#options.maxWriteBytes) break;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(steps: readonly Step[]): Promise<void> {
    const records: LogRecord[] = [];
    for (const { prepare } of steps) for (const record of await prepare()) records.push(record);
    if (records.length > 0) {
      if (this.#tailBytes >= this.#options.segmentBytes) await this.#beginSegment();
      const frame = frameOf((this.#segments.at(-1) as Segment).number, encodeRecords(records));
      await this.#tail?.append(frame);
      await this.#tail?.sync();
      this.#tailBytes += frame.length;
      this.#framesWritten++;
      this.#sealed = false;
      if (this.#state === "open") this.#sealLater();
      for (const record of records) {
        this.#hardState = record.hardState ?? this.#hardState;
        noteEntries(this.#segments, record);
      }
      for (const { snapshot } of records) if (snapshot !== null) await this.#replace(snapshot);
    }
    for (const { afterwards } of steps) await afterwards();
  }

  async #beginSegment(): Promise<void> {
    const number = (this.#segments.at(-1)?.number ?? 0) + 1;
    const temporary = `segment-${number}.tmp`;
    const file = await this.#directory.create(temporary);
    const state = {
      hardState: this.#hardState,
      snapshot: this.#snapshot?.number ?? null,
      log: "kept" as const,
      entries: [],
    };
    const frame = frameOf(number, encodeRecords([state]));
    const header = segmentHeader(number);
    try {
      await file.append(header);
      await file.append(frame);
      await file.sync();
      await this.#directory.rename(temporary, segmentName(number));
      await this.#directory.sync();
    } catch (error) {
      await file.close();
      throw error;
    }
    await this.#tail?.close();
    this.#tail = file;
    this.#tailBytes = header.length + frame.length;
    this.#segments.push({ number, lastIndex: 0 });
  }

  async #recordOf({ hardState, chunks, entries }: Write): Promise<LogRecord> {
    let snapshot: number | null = null;
    for (const { snapshot: description, offset, data, done } of chunks) {
      if (offset === 0) {
        await this.#incoming?.abandon();
        this.#incoming = await this.#newWriter();
      }
      const before = this.#incoming?.stateBytes ?? 0;
      if (this.#incoming === null || offset !== before)
        throw new RangeError(`a chunk at ${offset}, and ${before} bytes before it`);
      await this.#incoming.add(data);
      if (!done) continue;
      const whole = this.#incoming;
      this.#incoming = null;
      await whole.finish(description);
      snapshot = (await this.#adopt(whole, description)) ?? snapshot;
    }
    return { hardState, snapshot, log: snapshot === null ? "kept" : "dropped", entries };
  }

  #newWriter(): Promise<SnapshotWriter> {
    return SnapshotWriter.begin(this.#directory, `snapshot-${++this.#temporaries}.tmp`);
  }

  /** Gives a finished snapshot its name, for a record to say; null if it would go back. */
  async #adopt(writer: SnapshotWriter, description: SnapshotDescription): Promise<number | null> {
    if (description.index <= (this.#newest?.description.index ?? 0)) {
      await this.#directory.remove(writer.temporary);
      return null;
    }
    const number = (this.#newest?.number ?? 0) + 1;
    await this.#directory.rename(writer.temporary, snapshotName(number));
    await this.#directory.sync();
    this.#newest = { number, description, stateBytes: writer.stateBytes };
    return number;
  }

  /** The record that names the snapshot is durable: the one before may go. */
  async #replace(number: number): Promise<void> {
    const former = this.#snapshot;
    // Of several in one batch the last alone is known; those between go at the next start.
    if (this.#newest?.number !== number) return;
    this.#snapshot = this.#newest;
    if (former !== null) await this.#directory.remove(snapshotName(former.number));
  }
}

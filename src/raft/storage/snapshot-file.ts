/**
 * A snapshot in a file of its own: what the state machine gave, then what it describes. The state comes
 * first, since a snapshot from a leader arrives in pieces whose sums are known at the end only.
 *
 *   magic u32 | version u32 | state | description as JSON | crc of each block of the state u32 ... |
 *   state length f64 | description length u32 | crc of all that follows the state u32
 *
 * Numbers are little-endian.
 *
 * Invariants:
 * - Under its own name a snapshot is whole and synced; before, it has a temporary one.
 * - No byte of a state is given out before its block was found to be as it was written: disks rot also
 *   after the start.
 */

import type { SnapshotDescription } from "../rules/index.ts";
import { decodeConfiguration, encodeConfiguration } from "../rules/index.ts";
import { crc32c } from "./checksum.ts";
import type { Directory, DiskFile } from "./directory.ts";
import { DamagedFileError } from "./disk-errors.ts";

const headerBytes = 8;
const trailerBytes = 16;
const magic = 0x4e534b47;
const version = 2;
/** What one checksum stands for. */
const blockBytes = 1 << 16;
/** Blocks that are read at once when all are. */
const blocksAtOnce = 16;

export const snapshotName = (number: number): string =>
  `snapshot-${String(number).padStart(16, "0")}`;

/** A snapshot in the making. One owner, one call at a time. */
export class SnapshotWriter {
  readonly temporary: string;
  readonly #directory: Directory;
  readonly #file: DiskFile;
  #stateBytes = 0;
  /** Of the blocks that are whole, then of what there is of the next. */
  readonly #crcs: number[] = [];
  #open = true;

  private constructor(directory: Directory, temporary: string, file: DiskFile) {
    this.#directory = directory;
    this.temporary = temporary;
    this.#file = file;
  }

  static async begin(directory: Directory, temporary: string): Promise<SnapshotWriter> {
    const file = await directory.create(temporary);
    const writer = new SnapshotWriter(directory, temporary, file);
    const header = new DataView(new ArrayBuffer(headerBytes));
    header.setUint32(0, magic, true);
    header.setUint32(4, version, true);
    await writer.#orRelease(() => file.append(new Uint8Array(header.buffer)));
    return writer;
  }

  get stateBytes(): number {
    return this.#stateBytes;
  }

  async add(piece: Uint8Array): Promise<void> {
    for (let at = 0; at < piece.length; ) {
      const block = Math.floor(this.#stateBytes / blockBytes);
      const room = (block + 1) * blockBytes - this.#stateBytes;
      const part = piece.subarray(at, at + room);
      this.#crcs[block] = crc32c(part, this.#crcs[block] ?? 0);
      this.#stateBytes += part.length;
      at += part.length;
    }
    await this.#orRelease(() => this.#file.append(piece));
  }

  /** Makes it durable, still under its temporary name. */
  async finish(description: SnapshotDescription): Promise<void> {
    const configuration = Array.from(encodeConfiguration(description.configuration));
    const text = new TextEncoder().encode(JSON.stringify({ ...description, configuration }));
    const end = new Uint8Array(text.length + 4 * this.#crcs.length + trailerBytes);
    end.set(text);
    const view = new DataView(end.buffer, text.length);
    this.#crcs.forEach((crc, block) => {
      view.setUint32(4 * block, crc, true);
    });
    const trailer = 4 * this.#crcs.length;
    view.setFloat64(trailer, this.#stateBytes, true);
    view.setUint32(trailer + 8, text.length, true);
    view.setUint32(trailer + 12, crc32c(end.subarray(0, -4)), true);
    await this.#orRelease(async () => {
      await this.#file.append(end);
      await this.#file.sync();
    });
    await this.release();
  }

  /** Lets go of the file and removes it. */
  async abandon(): Promise<void> {
    await this.release();
    await this.#directory.remove(this.temporary);
  }

  /** Lets go of the file, whatever is in it. */
  async release(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#file.close();
  }

  async #orRelease(body: () => Promise<void>): Promise<void> {
    try {
      await body();
    } catch (error) {
      await this.release();
      throw error;
    }
  }
}

export interface SnapshotFile {
  readonly number: number;
  readonly description: SnapshotDescription;
  readonly stateBytes: number;
}

/** Reads every byte. Throws DamagedFileError unless the file is as it was written. */
export async function checkSnapshot(directory: Directory, number: number): Promise<SnapshotFile> {
  return reading(directory, number, async (snapshot) => {
    const { stateBytes, description } = snapshot;
    const piece = blocksAtOnce * blockBytes;
    for (let at = 0; at < stateBytes; at += piece) await readBlocks(snapshot, at, piece);
    return { number, description, stateBytes };
  });
}

/** At most so many bytes of the state from the offset. Throws DamagedFileError if they have changed. */
export async function readState(
  directory: Directory,
  { number }: SnapshotFile,
  offset: number,
  maxBytes: number,
): Promise<Uint8Array> {
  return reading(directory, number, (snapshot) => readBlocks(snapshot, offset, maxBytes));
}

interface OpenSnapshot {
  readonly name: string;
  readonly file: DiskFile;
  readonly description: SnapshotDescription;
  readonly stateBytes: number;
  readonly crcs: DataView;
}

async function reading<T>(
  directory: Directory,
  number: number,
  body: (snapshot: OpenSnapshot) => Promise<T>,
): Promise<T> {
  const name = snapshotName(number);
  const file = await directory.open(name);
  try {
    return await body(await openSnapshot(name, file));
  } finally {
    await file.close();
  }
}

async function openSnapshot(name: string, file: DiskFile): Promise<OpenSnapshot> {
  const size = await file.size();
  if (size < headerBytes + trailerBytes)
    throw new DamagedFileError(name, size, "it ends too early");
  const head = viewOf(await file.read(0, headerBytes));
  if (head.getUint32(0, true) !== magic) throw new DamagedFileError(name, 0, "no snapshot");
  if (head.getUint32(4, true) !== version)
    throw new DamagedFileError(name, 4, `its version is ${head.getUint32(4, true)}`);
  const trailer = viewOf(await file.read(size - trailerBytes, trailerBytes));
  const stateBytes = trailer.getFloat64(0, true);
  const textBytes = trailer.getUint32(8, true);
  const blocks = Math.ceil(stateBytes / blockBytes);
  if (headerBytes + stateBytes + textBytes + 4 * blocks + trailerBytes !== size)
    throw new DamagedFileError(name, size - trailerBytes, "its trailer is bad");
  const end = await file.read(headerBytes + stateBytes, size);
  if (crc32c(end.subarray(0, -4)) !== trailer.getUint32(12, true))
    throw new DamagedFileError(name, headerBytes + stateBytes, "its description is bad");
  const read = JSON.parse(new TextDecoder().decode(end.subarray(0, textBytes)));
  const configuration = decodeConfiguration(Uint8Array.from(read.configuration));
  const crcs = viewOf(end.subarray(textBytes, textBytes + 4 * blocks));
  return { name, file, description: { ...read, configuration }, stateBytes, crcs };
}

/** Reads whole blocks, checks each, and gives what was asked for of them. */
async function readBlocks(
  { name, file, stateBytes, crcs }: OpenSnapshot,
  offset: number,
  maxBytes: number,
): Promise<Uint8Array> {
  const end = Math.min(stateBytes, offset + maxBytes);
  if (offset >= end) return new Uint8Array(0);
  const first = Math.floor(offset / blockBytes);
  const start = first * blockBytes;
  const whole = Math.min(stateBytes, Math.ceil(end / blockBytes) * blockBytes);
  const bytes = await file.read(headerBytes + start, whole - start);
  for (let block = first; block * blockBytes < whole; block++) {
    const at = block * blockBytes - start;
    if (crc32c(bytes.subarray(at, at + blockBytes)) !== crcs.getUint32(4 * block, true))
      throw new DamagedFileError(
        name,
        headerBytes + start + at,
        "its state has another checksum than when it was written",
      );
  }
  return bytes.subarray(offset - start, end - start);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

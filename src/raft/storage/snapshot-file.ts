/**
 * A snapshot in a file of its own: what the state machine gave, then what it describes. The state comes
 * first, since a snapshot from a leader arrives in pieces whose sum is known at the end only.
 *
 *   magic u32 | version u32 | state | description as JSON | state crc u32 | description length u32 |
 *   crc of description and these u32
 *
 * Invariant: under its own name a snapshot is whole and synced; before, it has a temporary one.
 */

import type { SnapshotDescription } from "../rules/index.ts";
import { decodeConfiguration, encodeConfiguration } from "../rules/index.ts";
import { crc32c } from "./checksum.ts";
import type { Directory, DiskFile } from "./directory.ts";
import { DamagedFileError } from "./disk-errors.ts";

const headerBytes = 8;
const trailerBytes = 12;
const magic = 0x4e534b47;
const version = 1;
const pieceBytes = 1 << 20;

export const snapshotName = (number: number): string =>
  `snapshot-${String(number).padStart(16, "0")}`;

/** A snapshot in the making. One owner, one call at a time. */
export class SnapshotWriter {
  readonly temporary: string;
  readonly #directory: Directory;
  readonly #file: DiskFile;
  #crc = 0;

  private constructor(directory: Directory, temporary: string, file: DiskFile) {
    this.#directory = directory;
    this.temporary = temporary;
    this.#file = file;
  }

  static async begin(directory: Directory, temporary: string): Promise<SnapshotWriter> {
    const file = await directory.create(temporary);
    const header = new DataView(new ArrayBuffer(headerBytes));
    header.setUint32(0, magic, true);
    header.setUint32(4, version, true);
    await file.append(new Uint8Array(header.buffer));
    return new SnapshotWriter(directory, temporary, file);
  }

  async add(piece: Uint8Array): Promise<void> {
    this.#crc = crc32c(piece, this.#crc);
    await this.#file.append(piece);
  }

  /** Makes it durable, still under its temporary name. */
  async finish(description: SnapshotDescription): Promise<void> {
    const configuration = Array.from(encodeConfiguration(description.configuration));
    const text = new TextEncoder().encode(JSON.stringify({ ...description, configuration }));
    const end = new Uint8Array(text.length + trailerBytes);
    end.set(text);
    const view = new DataView(end.buffer, text.length);
    view.setUint32(0, this.#crc, true);
    view.setUint32(4, text.length, true);
    view.setUint32(8, crc32c(end.subarray(0, -4)), true);
    await this.#file.append(end);
    await this.#file.sync();
    await this.#file.close();
  }

  async abandon(): Promise<void> {
    await this.#file.close();
    await this.#directory.remove(this.temporary);
  }
}

export interface SnapshotFile {
  readonly number: number;
  readonly description: SnapshotDescription;
  readonly stateBytes: number;
}

/** Reads every byte. Throws DamagedFileError unless the file is as it was written. */
export async function checkSnapshot(directory: Directory, number: number): Promise<SnapshotFile> {
  const name = snapshotName(number);
  const file = await directory.open(name);
  try {
    const size = await file.size();
    const least = headerBytes + trailerBytes;
    if (size < least) throw new DamagedFileError(name, size, "it ends too early");
    const head = viewOf(await file.read(0, headerBytes));
    if (head.getUint32(0, true) !== magic) throw new DamagedFileError(name, 0, "no snapshot");
    if (head.getUint32(4, true) !== version)
      throw new DamagedFileError(name, 4, `its version is ${head.getUint32(4, true)}`);
    const trailer = viewOf(await file.read(size - trailerBytes, trailerBytes));
    const stateBytes = size - least - trailer.getUint32(4, true);
    if (stateBytes < 0) throw new DamagedFileError(name, size - 8, "its trailer is bad");
    const end = await file.read(headerBytes + stateBytes, size);
    if (crc32c(end.subarray(0, -4)) !== trailer.getUint32(8, true))
      throw new DamagedFileError(name, headerBytes + stateBytes, "its description is bad");
    let crc = 0;
    for (let at = 0; at < stateBytes; at += pieceBytes) {
      const length = Math.min(pieceBytes, stateBytes - at);
      crc = crc32c(await file.read(headerBytes + at, length), crc);
    }
    if (crc !== trailer.getUint32(0, true))
      throw new DamagedFileError(name, headerBytes, "its state has another checksum");
    const read = JSON.parse(new TextDecoder().decode(end.subarray(0, -trailerBytes)));
    const configuration = decodeConfiguration(Uint8Array.from(read.configuration));
    return { number, description: { ...read, configuration }, stateBytes };
  } finally {
    await file.close();
  }
}

export async function readState(
  directory: Directory,
  { number, stateBytes }: SnapshotFile,
  offset: number,
  maxBytes: number,
): Promise<Uint8Array> {
  const file = await directory.open(snapshotName(number));
  try {
    return await file.read(
      headerBytes + offset,
      Math.max(0, Math.min(maxBytes, stateBytes - offset)),
    );
  } finally {
    await file.close();
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

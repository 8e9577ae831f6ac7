/**
 * What a directory holds after a life before, checked to the last byte (thesis 3.8).
 *
 * Invariants:
 * - Everything is checked before anything is changed: damage leaves the directory as it was found.
 * - Only the end of the last segment may be unreadable, and nothing readable may follow: a write that
 *   a crash tore, which nobody was told of. It is cut and reported.
 * - What can be told and what cannot: a write that rots is known for damage if anything follows it, and
 *   is refused. The log sees to it that something does, once it is closed or nothing was written for a
 *   while (`sealAfterMs`). A last write of a process that was killed sooner after it looks the same torn
 *   and rotted: then it is cut, and what was acknowledged of it is lost on this node. The report is worth
 *   reading.
 */

import type { Entry, HardState } from "../rules/index.ts";
import { nothingRecovered } from "../rules/index.ts";
import type { Directory } from "./directory.ts";
import { DamagedFileError } from "./disk-errors.ts";
import { readFrames } from "./frame.ts";
import { decodeRecords, isEmptyRecord, type LogRecord } from "./record.ts";
import { checkSnapshot, type SnapshotFile, snapshotName } from "./snapshot-file.ts";

export interface Segment {
  readonly number: number;
  /** The highest index of its entries that no later record has cut; 0 if there is none. */
  lastIndex: number;
}

/** The end of a file that a crash had left unfinished. */
export interface TornTail {
  /** The name of the file. */
  readonly file: string;
  /** Where the file ends now. */
  readonly offset: number;
  /** How many bytes of it were of no use. */
  readonly bytesCut: number;
}

export interface RecoveredLog {
  readonly hardState: HardState;
  readonly snapshot: SnapshotFile | null;
  readonly entries: readonly Entry[];
  /** Oldest first. None in a directory that is new. */
  readonly segments: Segment[];
  readonly tornTail: TornTail | null;
  /** Whether something follows the last write, or there is none. */
  readonly sealed: boolean;
}

export const segmentName = (number: number): string =>
  `segment-${String(number).padStart(16, "0")}`;

/** Takes note of where the live entries lie as a record is added to the last segment. */
export function noteEntries(segments: readonly Segment[], { log, entries }: LogRecord): void {
  const kept = log === "dropped" ? 0 : (entries[0]?.index ?? Number.POSITIVE_INFINITY) - 1;
  for (const segment of segments) segment.lastIndex = Math.min(segment.lastIndex, kept);
  const last = entries.at(-1);
  const tail = segments.at(-1);
  if (last !== undefined && tail !== undefined) tail.lastIndex = last.index;
}

/** Throws DamagedFileError. The directory is locked. */
export async function recover(directory: Directory): Promise<RecoveredLog> {
  const names = await directory.list();
  const numbers = numbersOf(names, "segment");
  const segments: Segment[] = [];
  const entries: Entry[] = [];
  let hardState = nothingRecovered.hardState;
  let snapshotNumber = 0;
  let tornTail: TornTail | null = null;
  let sealed = true;
  if (numbers.length === 0 && numbersOf(names, "snapshot").length > 0)
    throw new DamagedFileError(segmentName(1), 0, "it is missing, and there is a snapshot");
  for (const number of numbers) {
    const file = segmentName(number);
    const expected = (segments.at(-1)?.number ?? number - 1) + 1;
    if (number !== expected) throw new DamagedFileError(segmentName(expected), 0, "it is missing");
    segments.push({ number, lastIndex: 0 });
    const bytes = await readWhole(directory, file);
    const { payloads, end } = readFrames(file, number, bytes);
    if (payloads.length === 0) throw new DamagedFileError(file, end, "its first record is bad");
    if (end < bytes.length) {
      if (number !== numbers.at(-1))
        throw new DamagedFileError(file, end, "a record is bad, and a later segment follows");
      tornTail = { file, offset: end, bytesCut: bytes.length - end };
    }
    for (const { offset, payload } of payloads)
      for (const record of recordsAt(file, offset, payload)) {
        sealed = offset === payloads[0]?.offset || isEmptyRecord(record);
        hardState = record.hardState ?? hardState;
        snapshotNumber = record.snapshot ?? snapshotNumber;
        noteEntries(segments, record);
        carryOut(entries, record);
      }
  }
  if (snapshotNumber > 0 && !names.includes(snapshotName(snapshotNumber)))
    throw new DamagedFileError(snapshotName(snapshotNumber), 0, "it is missing");
  const snapshot = snapshotNumber > 0 ? await checkSnapshot(directory, snapshotNumber) : null;
  await tidy(directory, names, snapshotNumber, tornTail);
  return { hardState, snapshot, entries, segments, tornTail, sealed };
}

/** What the entries of a record do to those before (see `Write`). */
function carryOut(log: Entry[], { log: before, entries }: LogRecord): void {
  if (before === "dropped") log.length = 0;
  const first = entries[0]?.index;
  if (first === undefined) return;
  const kept = first - (log[0]?.index ?? first);
  log.length = kept < 0 || kept > log.length ? 0 : kept;
  for (const entry of entries) log.push(entry);
}

function recordsAt(file: string, offset: number, payload: Uint8Array): readonly LogRecord[] {
  try {
    return decodeRecords(payload);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new DamagedFileError(file, offset, error.message);
  }
}

async function readWhole(directory: Directory, name: string): Promise<Uint8Array> {
  const file = await directory.open(name);
  try {
    return await file.read(0, await file.size());
  } finally {
    await file.close();
  }
}

/** Cuts the torn tail; removes what a crash left unfinished, and snapshots that another replaced. */
async function tidy(
  directory: Directory,
  names: readonly string[],
  snapshotNumber: number,
  tornTail: TornTail | null,
): Promise<void> {
  if (tornTail !== null) {
    const file = await directory.open(tornTail.file);
    await file.truncate(tornTail.offset);
    await file.sync();
    await file.close();
  }
  for (const name of names) if (name.endsWith(".tmp")) await directory.remove(name);
  for (const number of numbersOf(names, "snapshot"))
    if (number !== snapshotNumber) await directory.remove(snapshotName(number));
}

function numbersOf(names: readonly string[], kind: string): readonly number[] {
  const pattern = new RegExp(`^${kind}-(\\d{16})$`);
  return names
    .map((name) => Number(pattern.exec(name)?.[1] ?? 0))
    .filter(Boolean)
    .sort((a, b) => a - b);
}

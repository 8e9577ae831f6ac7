/**
 * What a frame says: records, each one write or what a write means on disk. A record is hard state, the
 * snapshot to use from now on, and entries; a record is carried out whole or not at all.
 *
 * Invariant: read in order and applied to nothing, records give what was durable.
 */

import type { Entry, EntryKind, HardState } from "../rules/index.ts";

export interface LogRecord {
  readonly hardState: HardState | null;
  /** The snapshot file in force from here on, by number; null if it is the one before. */
  readonly snapshot: number | null;
  /** What the snapshot means for the log before it. */
  readonly log: "kept" | "dropped";
  readonly entries: readonly Entry[];
}

/** Says nothing. What follows a write shows that it was synced. */
export const emptyRecord: LogRecord = { hardState: null, snapshot: null, log: "kept", entries: [] };

export function isEmptyRecord({ hardState, snapshot, log, entries }: LogRecord): boolean {
  return hardState === null && snapshot === null && log === "kept" && entries.length === 0;
}

const kinds: readonly EntryKind[] = ["command", "noop", "configuration"];
const headBytes = 30;
const entryHeadBytes = 21;

/** The bytes a record takes. */
export function recordBytes({ entries }: Pick<LogRecord, "entries">): number {
  return entries.reduce((sum, entry) => sum + entryHeadBytes + entry.data.length, headBytes);
}

/** Whole numbers are kept as doubles, which hold every safe integer. */
export function encodeRecords(records: readonly LogRecord[]): Uint8Array {
  const bytes = new Uint8Array(records.reduce((sum, record) => sum + recordBytes(record), 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { hardState, snapshot, log, entries } of records) {
    const voted = hardState?.votedFor ?? null;
    view.setUint8(at, (hardState === null ? 0 : 1) | (voted === null ? 0 : 2));
    view.setUint8(at + 1, (snapshot === null ? 0 : 1) | (log === "kept" ? 0 : 2));
    view.setFloat64(at + 2, hardState?.term ?? 0, true);
    view.setFloat64(at + 10, voted ?? 0, true);
    view.setFloat64(at + 18, snapshot ?? 0, true);
    view.setUint32(at + 26, entries.length, true);
    at += headBytes;
    for (const { index, term, kind, data } of entries) {
      view.setFloat64(at, index, true);
      view.setFloat64(at + 8, term, true);
      view.setUint8(at + 16, kinds.indexOf(kind));
      view.setUint32(at + 17, data.length, true);
      bytes.set(data, at + entryHeadBytes);
      at += entryHeadBytes + data.length;
    }
  }
  return bytes;
}

/** The opposite. Throws RangeError for bytes that no `encodeRecords` gave. */
export function decodeRecords(bytes: Uint8Array): readonly LogRecord[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records: LogRecord[] = [];
  for (let at = 0; at < bytes.length; ) {
    const hard = view.getUint8(at);
    const flags = view.getUint8(at + 1);
    const votedFor = hard & 2 ? view.getFloat64(at + 10, true) : null;
    const count = view.getUint32(at + 26, true);
    const record = {
      hardState: hard & 1 ? { term: view.getFloat64(at + 2, true), votedFor } : null,
      snapshot: flags & 1 ? view.getFloat64(at + 18, true) : null,
      log: flags & 2 ? ("dropped" as const) : ("kept" as const),
      entries: [] as Entry[],
    };
    at += headBytes;
    for (let read = 0; read < count; read++) {
      const kind = kinds[view.getUint8(at + 16)];
      if (kind === undefined) throw new RangeError(`no kind of entry at byte ${at + 16}`);
      const end = at + entryHeadBytes + view.getUint32(at + 17, true);
      record.entries.push({
        index: view.getFloat64(at, true),
        term: view.getFloat64(at + 8, true),
        kind,
        data: bytes.slice(at + entryHeadBytes, end),
      });
      at = end;
    }
    records.push(record);
  }
  return records;
}

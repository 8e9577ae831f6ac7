/**
 * The state of a key-value store as bytes, for snapshots: frames, the first of which says what follows.
 *
 *   head | entries, so many at a time | ... | sessions, so many at a time | ... | end
 *
 * Invariant: an image is read whole or refused; a snapshot that was cut short has no end.
 */

import { startTimer } from "../../runtime/clock.ts";
import type { NodeId, SessionsImage } from "../rules/index.ts";
import { FrameReader, frameOf } from "../transport/frames.ts";
import type { KvEntry, KvOutcome } from "./answers.ts";
import { SnapshotFormatError } from "./errors.ts";

export interface KvImage {
  readonly version: number;
  readonly entries: readonly KvEntry[];
  readonly members: readonly (readonly [node: NodeId, address: string])[];
  readonly sessions: SessionsImage<KvOutcome>;
}

const format = "goroutine-kit kv 1";
/** How many entries or sessions are encoded before others get a turn. */
const pieceLength = 1_024;
const maxFrameBytes = 0xffff_ffff;

type SessionImage = SessionsImage<KvOutcome>["sessions"][number];

/** Encodes piece by piece, and lets whatever else there is to do come between. */
export async function encodeImage(image: KvImage): Promise<Uint8Array> {
  const { version, members, entries, sessions } = image;
  const frames = [frameOf(["head", format, version, members.flat()])];
  for (const piece of piecesOf(entries)) {
    frames.push(frameOf(["entries", piece.flatMap(flatEntry)]));
    await aTurn();
  }
  for (const piece of piecesOf(sessions.sessions)) {
    frames.push(frameOf(["sessions", piece.map(flatSession)]));
    await aTurn();
  }
  frames.push(frameOf(["end", entries.length, sessions.sessions.length]));
  return joined(frames);
}

function* piecesOf<T>(list: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < list.length; at += pieceLength) yield list.slice(at, at + pieceLength);
}

function flatEntry({ key, value, version }: KvEntry): unknown[] {
  return [key, value, version];
}

function flatSession({ id, firstUnacknowledged, responses }: SessionImage): unknown[] {
  const flat = responses.flatMap(([serial, response]) =>
    response.kind === "done"
      ? [serial, true, response.version, response.former]
      : [serial, false, response.version, 0],
  );
  return [id, firstUnacknowledged, flat];
}

/** Values are views on the bytes. Throws SnapshotFormatError. */
export function decodeImage(bytes: Uint8Array): KvImage {
  const entries: KvEntry[] = [];
  const sessions: SessionImage[] = [];
  let head: { readonly version: number; readonly members: [NodeId, string][] } | null = null;
  for (const value of valuesOf(bytes)) {
    const [kind, first, second, third] = value as readonly unknown[];
    if (kind === "head") head = headOf(first, second, third);
    else if (kind === "entries")
      for (const [key, text, version] of groups(first, 3))
        entries.push({ key, value: text, version } as KvEntry);
    else if (kind === "sessions")
      for (const each of first as unknown[]) sessions.push(session(each));
    else if (kind === "end" && head !== null) {
      if (first === entries.length && second === sessions.length)
        return { ...head, entries, sessions: { sessions } };
    }
  }
  throw new SnapshotFormatError(`an image of ${bytes.length} bytes has no end`);
}

function* valuesOf(bytes: Uint8Array): Generator<unknown> {
  try {
    yield* new FrameReader(maxFrameBytes).read(bytes);
  } catch (cause) {
    throw new SnapshotFormatError(`${bytes.length} bytes that are no image`, { cause });
  }
}

function headOf(theirs: unknown, version: unknown, members: unknown) {
  if (theirs !== format)
    throw new SnapshotFormatError(`an image in the format ${String(theirs)}, not ${format}`);
  return { version: version as number, members: groups(members, 2) as [NodeId, string][] };
}

function session(value: unknown): SessionImage {
  const [id, firstUnacknowledged, flat] = value as readonly [number, number, unknown[]];
  const responses = groups(flat, 4).map(([serial, done, version, former]) => {
    const outcome = done ? { kind: "done", version, former } : { kind: "unmet", version };
    return [serial, outcome] as [number, KvOutcome];
  });
  return { id, firstUnacknowledged, responses };
}

function groups(flat: unknown, length: number): unknown[][] {
  const list = flat as readonly unknown[];
  return Array.from({ length: list.length / length }, (_, at) =>
    list.slice(at * length, (at + 1) * length),
  );
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

function aTurn(): Promise<void> {
  return new Promise((resolve) => {
    startTimer(0, resolve);
  });
}

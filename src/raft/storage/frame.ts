/**
 * How a segment lies on disk: a header, then frames. A frame is what one sync made durable.
 *
 *   segment  magic u32 | version u32 | segment u32 | crc of these u32 | frame | frame | ...
 *   frame    magic u32 | segment u32 | length u32 | crc of the payload u32 | crc of these u32 | payload
 *
 * Numbers are little-endian.
 *
 * Invariants:
 * - A frame is written only when the one before is synced. So only the last can be torn, and a bad
 *   frame with another after it is damage.
 * - A header has a checksum of its own, so that a frame is found even where the one before is not
 *   read. The segment number in it tells it from one that was copied elsewhere.
 */

import { crc32c } from "./checksum.ts";
import { DamagedFileError } from "./disk-errors.ts";

const segmentHeaderBytes = 16;
const frameHeaderBytes = 20;
const segmentMagic = 0x534c4b47;
const frameMagic = 0x464c4b47;
const version = 1;

function sealed(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length + 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, at) => {
    view.setUint32(4 * at, word, true);
  });
  view.setUint32(4 * words.length, crc32c(bytes.subarray(0, -4)), true);
  return bytes;
}

export function segmentHeader(segment: number): Uint8Array {
  return sealed([segmentMagic, version, segment]);
}

export function frameOf(segment: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(frameHeaderBytes + payload.length);
  bytes.set(sealed([frameMagic, segment, payload.length, crc32c(payload)]));
  bytes.set(payload, frameHeaderBytes);
  return bytes;
}

/** What a segment holds, and where it stops making sense; at its end if it is whole. */
export interface Frames {
  readonly payloads: readonly { readonly offset: number; readonly payload: Uint8Array }[];
  readonly end: number;
}

/** Throws DamagedFileError if the header is bad or a frame follows one that cannot be read. */
export function readFrames(file: string, segment: number, bytes: Uint8Array): Frames {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const head = bytes.subarray(0, segmentHeaderBytes);
  if (head.length < segmentHeaderBytes || crc32c(head.subarray(0, -4)) !== view.getUint32(12, true))
    throw new DamagedFileError(file, 0, "its header cannot be read");
  if (view.getUint32(0, true) !== segmentMagic || view.getUint32(8, true) !== segment)
    throw new DamagedFileError(file, 0, `it is not segment ${segment} of a log`);
  if (view.getUint32(4, true) !== version)
    throw new DamagedFileError(
      file,
      4,
      `its version is ${view.getUint32(4, true)}, not ${version}`,
    );
  const payloads: { offset: number; payload: Uint8Array }[] = [];
  let at = segmentHeaderBytes;
  for (;;) {
    const payload = payloadAt(view, bytes, segment, at);
    if (payload === null) break;
    payloads.push({ offset: at, payload });
    at += frameHeaderBytes + payload.length;
  }
  // The torn frame's own header may be whole, so the search begins behind its first byte.
  for (let later = at + 1; later + frameHeaderBytes <= bytes.length; later++)
    if (isHeaderAt(view, bytes, segment, later))
      throw new DamagedFileError(file, at, `a record is bad, and more follow at byte ${later}`);
  return { payloads, end: at };
}

function isHeaderAt(view: DataView, bytes: Uint8Array, segment: number, at: number): boolean {
  return (
    at + frameHeaderBytes <= bytes.length &&
    view.getUint32(at, true) === frameMagic &&
    view.getUint32(at + 4, true) === segment &&
    view.getUint32(at + 16, true) === crc32c(bytes.subarray(at, at + 16))
  );
}

function payloadAt(
  view: DataView,
  bytes: Uint8Array,
  segment: number,
  at: number,
): Uint8Array | null {
  if (!isHeaderAt(view, bytes, segment, at)) return null;
  const length = view.getUint32(at + 8, true);
  const payload = bytes.subarray(at + frameHeaderBytes, at + frameHeaderBytes + length);
  if (payload.length < length || crc32c(payload) !== view.getUint32(at + 12, true)) return null;
  return payload;
}

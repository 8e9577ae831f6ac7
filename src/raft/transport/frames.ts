/**
 * How a stream of bytes is cut into frames: the length of each, then a value in MessagePack.
 *
 *   frame    length of the value in bytes u32, big-endian | value
 *
 * Values are numbers, strings, bytes, booleans, null, and lists of these; no extension and no record,
 * so that what comes from outside can name nothing that runs.
 *
 * Invariant: a reader holds at most one frame that is not whole, and never more than `maxFrameBytes`.
 */

import { Packr, RESERVE_START_SPACE } from "msgpackr";
import { FrameError, FrameTooLargeError } from "./errors.ts";

const lengthBytes = 4;
const packer = new Packr({ useRecords: false, moreTypes: false, int64AsType: "number" });

/** A value as a frame of its own. */
export function frameOf(value: unknown): Uint8Array {
  const frame = packer.pack(value, RESERVE_START_SPACE | lengthBytes);
  const length = frame.length - lengthBytes;
  frame[0] = length >>> 24;
  frame[1] = length >>> 16;
  frame[2] = length >>> 8;
  frame[3] = length;
  return frame;
}

/** A value in bytes of their own, for who needs no stream to be cut. */
export function packed(value: unknown): Uint8Array {
  // A copy: what the packer gives is a view on memory that it uses for others too.
  return new Uint8Array(packer.pack(value));
}

/** The value that those bytes stand for. Throws FrameError. */
export function valueOf(bytes: Uint8Array): unknown {
  try {
    return packer.unpack(bytes);
  } catch (cause) {
    throw new FrameError(`${bytes.length} bytes that are no value`, { cause });
  }
}

export class FrameReader {
  /** The longest frame that passes; may change between two frames. */
  maxFrameBytes: number;
  #parts: Uint8Array[] = [];
  #length = 0;

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /**
   * Takes the next bytes of the stream and gives each value that is whole by now. Bytes in values are
   * views on what was taken. Throws FrameTooLargeError or FrameError; the reader is of no use then.
   */
  *read(bytes: Uint8Array): Generator<unknown, void, void> {
    // Views on a Buffer would be Buffers, whose slices are no copies.
    this.#parts.push(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
    this.#length += bytes.length;
    for (;;) {
      if (this.#length < lengthBytes) return;
      const length = this.#nextLength();
      if (length > this.maxFrameBytes) throw new FrameTooLargeError(length, this.maxFrameBytes);
      const end = lengthBytes + length;
      if (this.#length < end) return;
      const whole = this.#joined();
      const rest = whole.subarray(end);
      this.#parts = rest.length > 0 ? [rest] : [];
      this.#length = rest.length;
      yield valueOf(whole.subarray(lengthBytes, end));
    }
  }

  #nextLength(): number {
    const head =
      (this.#parts[0] as Uint8Array).length < lengthBytes ? this.#joined() : this.#parts[0];
    const [a = 0, b = 0, c = 0, d = 0] = head as Uint8Array;
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  #joined(): Uint8Array {
    if (this.#parts.length === 1) return this.#parts[0] as Uint8Array;
    const whole = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    this.#parts = [whole];
    return whole;
  }
}

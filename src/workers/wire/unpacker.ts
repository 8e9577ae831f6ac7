/**
 * Unpacks what packer.ts has packed.
 *
 * Invariants:
 * - Nothing of what is returned refers to the bytes that were read.
 */

import { stringOf } from "../platform.ts";
import { TAG } from "./packer.ts";

const doubleBytes = new Uint8Array(8);
const double = new DataView(doubleBytes.buffer);

/** Up to here adding characters one by one is faster. */
const SHORT = 16;

let bytes: Uint8Array = doubleBytes;
let next = 0;

/** The value that was packed into `from` beginning at `at`. */
export function unpack(from: Uint8Array, at: number): unknown {
  bytes = from;
  next = at;
  const value = read();
  bytes = doubleBytes;
  return value;
}

function read(): unknown {
  const tag = bytes[next++] as number;
  switch (tag) {
    case TAG.undefined:
      return undefined;
    case TAG.null:
      return null;
    case TAG.false:
      return false;
    case TAG.true:
      return true;
    case TAG.integer: {
      const zigzag = varint();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
    case TAG.double:
      for (let i = 0; i < 8; i++) doubleBytes[i] = bytes[next++] as number;
      return double.getFloat64(0);
    case TAG.bigint:
      return BigInt(`0x${latin1()}`);
    case TAG.negativeBigint:
      return -BigInt(`0x${latin1()}`);
    case TAG.bytes: {
      const length = varint();
      next += length;
      return new Uint8Array(bytes.subarray(next - length, next));
    }
    case TAG.array:
      return array();
    case TAG.object:
      return object();
    default:
      return text(tag);
  }
}

function array(): unknown[] {
  const values: unknown[] = [];
  for (let left = varint(); left > 0; left--) values.push(read());
  return values;
}

function object(): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (let left = varint(); left > 0; left--) {
    const key = text(bytes[next++] as number);
    value[key] = read();
  }
  return value;
}

function text(tag: number): string {
  if (tag === TAG.latin1) return latin1();
  let value = "";
  for (let left = varint(); left > 0; left--) {
    value += String.fromCharCode(((bytes[next] as number) << 8) | (bytes[next + 1] as number));
    next += 2;
  }
  return value;
}

function latin1(): string {
  const length = varint();
  const end = next + length;
  if (length > SHORT) {
    next = end;
    return stringOf(bytes, end - length, end);
  }
  let value = "";
  while (next < end) value += String.fromCharCode(bytes[next++] as number);
  return value;
}

function varint(): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next++] as number;
    value |= (byte & 127) << shift;
    if (byte < 128) return value >>> 0;
  }
}

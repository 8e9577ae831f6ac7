/**
 * The bytes by which packed values tell what they are: tags and lengths, as MessagePack's, of exactly the
 * values that JavaScript tells apart. All of the wire is on this page.
 *
 * Invariants:
 * - A value begins with its tag. Lengths and indices are varints of 32 bits.
 * - After `graph` come values of which each object has a number, in the order in which they begin, by which
 *   `met` names it again. Before `graph`, or without it, no object is met twice.
 */

export const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  /** Zigzag varint of 32 bits. */
  integer: 4,
  /** Eight bytes. */
  double: 5,
  /** The length and the hexadecimal digits. */
  bigint: 6,
  negativeBigint: 7,
  /** The length; a byte a character. */
  latin1: 8,
  /** The length; two bytes a character. */
  utf16: 9,
  /** A Uint8Array by itself: its length and its bytes. */
  bytes: 10,
  /** Its length and its values. */
  array: 11,
  /** The number of its keys; keys and values by turns. */
  object: 12,
  /** An object that threads share: its index in what travels beside the bytes. */
  shared: 13,
  /** What follows is a graph. */
  graph: 14,
  /** The number of an object that has begun. */
  met: 15,
  /** The length of the array, the number of its keys; keys and values by turns. */
  sparse: 16,
  /** Its size; keys and values by turns. */
  map: 17,
  /** Its size and its values. */
  set: 18,
  /** Its time, a value. */
  date: 19,
  /** Its source and its flags, values. */
  regexp: 20,
  /** Its class among `ERRORS`; its message, stack and cause, values, each after whether it has one. */
  error: 21,
  /** The primitive value of a Number, String, Boolean or BigInt object. */
  boxed: 22,
  /** Its bytes. */
  buffer: 23,
  /** The largest length it can have, and its bytes. */
  resizable: 24,
  /** Its class among `VIEWS`, where it begins, its length in elements, and its buffer, a value. */
  view: 25,
  /** What only the platform can carry: its index in what travels beside the bytes. */
  platform: 26,
} as const;

/** The classes of errors that are told apart, as structured clone does. */
export const ERRORS: readonly string[] = [
  "Error",
  "EvalError",
  "RangeError",
  "ReferenceError",
  "SyntaxError",
  "TypeError",
  "URIError",
];

/** The classes of views of a buffer. */
export const VIEWS: readonly string[] = [
  "DataView",
  "Int8Array",
  "Uint8Array",
  "Uint8ClampedArray",
  "Int16Array",
  "Uint16Array",
  "Int32Array",
  "Uint32Array",
  "Float16Array",
  "Float32Array",
  "Float64Array",
  "BigInt64Array",
  "BigUint64Array",
];

/**
 * What is sent between threads: whole numbers, bytes and small objects, each made of its number for every
 * send, and weighed where it arrives, so that a value which came twice, not at all or damaged gives a wrong
 * sum. The Go and Python programs make and weigh the same (go/payload.go, python/payload.py), but what they
 * make is always new, since they hand over a reference.
 */

export const PAYLOADS = ["int", "bytes-64", "bytes-1024", "object"] as const;

export type Payload = (typeof PAYLOADS)[number];

/** An object as programs pass them: a few fields of several types. */
export interface SmallObject {
  readonly id: number;
  readonly name: string;
  readonly active: boolean;
  readonly scores: readonly number[];
}

/** One kind of payload. */
export interface Kind<T> {
  make(i: number): T;
  weigh(value: T): number;
}

// One buffer, written anew: a send copies it, and making one costs as much as a send.
function bytes(length: number): Kind<Uint8Array> {
  const made = new Uint8Array(length);
  return {
    make(i) {
      made[0] = i;
      made[length - 1] = i >> 8;
      return made;
    },
    weigh: (value) => (value[0] as number) + (value[length - 1] as number) * 256 + value.length,
  };
}

const int: Kind<number> = { make: (i) => i, weigh: (value) => value };

const object: Kind<SmallObject> = {
  make: (i) => ({ id: i, name: "goroutine", active: true, scores: [i, 1] }),
  weigh: ({ id, name, active, scores }) =>
    active ? id + name.length + (scores[0] as number) + (scores[1] as number) : Number.NaN,
};

export const KINDS: Readonly<Record<Payload, Kind<unknown>>> = {
  int,
  "bytes-64": bytes(64),
  "bytes-1024": bytes(1024),
  object,
};

/** The sum of the weights of the payloads from 0 to `count`. */
export function weightOf(payload: Payload, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += weightOfOne(payload, i);
  return sum;
}

// Said once more, in other words than the programs': they are held against it.
function weightOfOne(payload: Payload, i: number): number {
  if (payload === "int") return i;
  if (payload === "object") return 2 * i + "goroutine".length + 1;
  return (i % 65_536) + Number(payload.slice("bytes-".length));
}

/**
 * The appends that were sent to one follower and are not acknowledged yet: a sliding window, so that
 * a leader that pipelines (thesis 10.2.1) cannot flood a follower that is slow or gone.
 *
 * Invariants:
 * - A ring in the order of sending; the last index of each append ascends.
 * - `bytes` is the sum over what the ring holds.
 */

export interface Inflight {
  readonly maxAppends: number;
  readonly maxBytes: number;
  lastIndexes: number[];
  weights: number[];
  head: number;
  count: number;
  bytes: number;
}

export function newInflight(maxAppends: number, maxBytes: number): Inflight {
  return { maxAppends, maxBytes, lastIndexes: [], weights: [], head: 0, count: 0, bytes: 0 };
}

/** Whether the next append must wait for an acknowledgement. */
export function isFull(inflight: Inflight): boolean {
  return inflight.count >= inflight.maxAppends || inflight.bytes >= inflight.maxBytes;
}

/** An append up to the index went out. */
export function addInflight(inflight: Inflight, lastIndex: number, weight: number): void {
  if (inflight.count === inflight.lastIndexes.length) grow(inflight);
  const at = (inflight.head + inflight.count) % inflight.lastIndexes.length;
  inflight.lastIndexes[at] = lastIndex;
  inflight.weights[at] = weight;
  inflight.count++;
  inflight.bytes += weight;
}

/** The follower has everything up to the index. */
export function freeInflight(inflight: Inflight, index: number): void {
  while (inflight.count > 0 && (inflight.lastIndexes[inflight.head] as number) <= index) {
    inflight.bytes -= inflight.weights[inflight.head] as number;
    inflight.head = (inflight.head + 1) % inflight.lastIndexes.length;
    inflight.count--;
  }
}

/** Nothing is under way any more: what was, is taken for lost. */
export function clearInflight(inflight: Inflight): void {
  inflight.head = 0;
  inflight.count = 0;
  inflight.bytes = 0;
}

/** Room for twice as many, in order from the start: most windows never grow large. */
function grow(inflight: Inflight): void {
  const { lastIndexes, weights, head, count } = inflight;
  const size = Math.max(4, count * 2);
  inflight.lastIndexes = new Array<number>(size).fill(0);
  inflight.weights = new Array<number>(size).fill(0);
  for (let i = 0; i < count; i++) {
    inflight.lastIndexes[i] = lastIndexes[(head + i) % count] as number;
    inflight.weights[i] = weights[(head + i) % count] as number;
  }
  inflight.head = 0;
}

/**
 * The arithmetic of majorities, simple and joint (Raft paper 5.2, 5.3 and 6), as functions of plain
 * data: they know nothing of logs, terms or messages.
 *
 * Invariants:
 * - Any two majorities of the same voters share a voter. All of Raft's safety rests on this.
 * - A joint configuration agrees only where each of its halves agrees on its own (6).
 * - No voters at all agree with everything, so that an absent half of a joint configuration never
 *   decides. A configuration in use always has voters: see configuration.ts.
 */

/** How many of `size` voters are a majority. */
export function majority(size: number): number {
  return Math.floor(size / 2) + 1;
}

/**
 * The largest value that a majority of `voters` has reached, by `valueOf`: with match indexes, the
 * index a majority stores. Infinity without voters.
 */
export function majorityValue(
  voters: readonly number[],
  valueOf: (voter: number) => number,
): number {
  const size = voters.length;
  if (size === 0) return Number.POSITIVE_INFINITY;
  if (size > selectFrom) return selectedMajorityValue(voters, valueOf);
  for (let i = 0; i < size; i++) insert(valueOf(voters[i] as number), i);
  return scratch[size - majority(size)] as number;
}

/** The largest value that a majority of each half has reached. */
export function jointValue(
  voters: readonly number[],
  outgoing: readonly number[],
  valueOf: (voter: number) => number,
): number {
  const value = majorityValue(voters, valueOf);
  return outgoing.length === 0 ? value : Math.min(value, majorityValue(outgoing, valueOf));
}

/** How an election stands. */
export type Tally = "won" | "lost" | "pending";

/**
 * How the votes of `voters` stand, by `voteOf`: true granted, false denied, undefined not in yet.
 * Lost as soon as what is open cannot make a majority any more.
 */
export function majorityTally(
  voters: readonly number[],
  voteOf: (voter: number) => boolean | undefined,
): Tally {
  if (voters.length === 0) return "won";
  let granted = 0;
  let open = 0;
  for (const voter of voters) {
    const vote = voteOf(voter);
    if (vote === undefined) open++;
    else if (vote) granted++;
  }
  const needed = majority(voters.length);
  if (granted >= needed) return "won";
  return granted + open >= needed ? "pending" : "lost";
}

/** Won if both halves are won, lost as soon as one is. */
export function jointTally(
  voters: readonly number[],
  outgoing: readonly number[],
  voteOf: (voter: number) => boolean | undefined,
): Tally {
  const one = majorityTally(voters, voteOf);
  const other = majorityTally(outgoing, voteOf);
  if (one === "lost" || other === "lost") return "lost";
  return one === "won" && other === "won" ? "won" : "pending";
}

/** Up to here insertion, one value after another, is faster than selection. */
const selectFrom = 16;

/** Room for the values of the largest set of voters so far; a majority is found once per append. */
let scratch = new Float64Array(selectFrom);

/** Keeps scratch[0..length] in ascending order. */
function insert(value: number, length: number): void {
  let at = length;
  while (at > 0 && (scratch[at - 1] as number) > value) {
    scratch[at] = scratch[at - 1] as number;
    at--;
  }
  scratch[at] = value;
}

function selectedMajorityValue(
  voters: readonly number[],
  valueOf: (voter: number) => number,
): number {
  const size = voters.length;
  if (scratch.length < size) scratch = new Float64Array(size);
  for (let i = 0; i < size; i++) scratch[i] = valueOf(voters[i] as number);
  return select(size - majority(size), size);
}

/** The value that would stand at `rank` if scratch[0..size - 1] were ascending (Hoare's selection). */
function select(rank: number, size: number): number {
  let low = 0;
  let high = size - 1;
  while (low < high) {
    const pivot = scratch[(low + high) >> 1] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((scratch[left] as number) < pivot) left++;
      while ((scratch[right] as number) > pivot) right--;
      if (left > right) break;
      const moved = scratch[left] as number;
      scratch[left++] = scratch[right] as number;
      scratch[right--] = moved;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return scratch[rank] as number;
}

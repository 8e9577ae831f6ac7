/**
 * Whether a history is linearizable (Herlihy and Wing, 1990): whether each operation can be given an
 * instant between its call and its answer, so that one register after another, in the order of those
 * instants, would have answered the same.
 *
 * The search is Wing and Gong's ("Testing and verifying concurrent objects", 1993): try the operations
 * that may come first, one by one, and go back where none fits. With Lowe's memory ("Testing for
 * linearizability", 2017): a set of operations that led to a value leads nowhere a second time.
 *
 * Invariants:
 * - Registers are independent, so each is searched by itself.
 * - An operation without an answer may come at any time after its call, or never.
 */

import { type Call, describeOperation, type Operation } from "./history.ts";

/** The history of one register cannot be explained. */
export class LinearizabilityError extends Error {
  override readonly name = "LinearizabilityError";
  readonly key: string;

  constructor(key: string, operations: readonly Operation[]) {
    const lines = operations.map((operation) => `  ${describeOperation(operation)}`);
    super(`no order of these operations on ${key} explains their answers:\n${lines.join("\n")}`);
    this.key = key;
  }
}

/** Throws LinearizabilityError for the first register whose history cannot be explained. */
export function checkLinearizability(operations: readonly Operation[]): void {
  const byKey = new Map<string, Operation[]>();
  for (const operation of operations) {
    const { key } = operation.call;
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, [operation]);
    else same.push(operation);
  }
  for (const [key, same] of byKey)
    if (!isExplained(same)) throw new LinearizabilityError(key, same);
}

type Value = string | null;

/** A call or an answer, in a list from which operations are taken out as they are given their place. */
interface Mark {
  readonly at: number;
  readonly number: number;
  readonly operation: Operation;
  /** The answer of a call; null for an answer. */
  readonly answer: Mark | null;
  before: Mark | null;
  after: Mark | null;
}

function isExplained(operations: readonly Operation[]): boolean {
  const head = listOf(operations);
  const seen = new Set<string>();
  const placed: { readonly call: Mark; readonly value: Value }[] = [];
  let value: Value = null;
  let chosen = 0n;
  let unanswered = operations.filter(({ answer }) => answer !== undefined).length;
  let mark = head.after;
  while (unanswered > 0 && mark !== null) {
    const next: Value | undefined =
      mark.answer === null ? undefined : valueAfter(value, mark.operation);
    if (next !== undefined) {
      const grown = chosen | (1n << BigInt(mark.number));
      const key = `${grown} ${JSON.stringify(next)}`;
      if (!seen.has(key)) {
        seen.add(key);
        placed.push({ call: mark, value });
        takeOut(mark);
        value = next;
        chosen = grown;
        if (mark.operation.answer !== undefined) unanswered--;
        mark = head.after;
        continue;
      }
    }
    if (mark.answer !== null) {
      mark = mark.after;
      continue;
    }
    // Its answer is here, and it could not be placed: go back.
    const last = placed.pop();
    if (last === undefined) return false;
    putBack(last.call);
    value = last.value;
    chosen &= ~(1n << BigInt(last.call.number));
    if (last.call.operation.answer !== undefined) unanswered++;
    mark = last.call.after;
  }
  return unanswered === 0;
}

/** The register after the operation; undefined where it would have answered otherwise. */
function valueAfter(value: Value, { call, answer }: Operation): Value | undefined {
  const [next, expected] = effectOf(value, call);
  return answer === undefined || answer === expected ? next : undefined;
}

function effectOf(value: Value, call: Call): [next: Value, answer: Value | boolean] {
  switch (call.kind) {
    case "get":
      return [value, value];
    case "set":
      return [call.value, true];
    case "swap":
      return value === call.expected ? [call.value, true] : [value, false];
  }
}

/** All calls and answers by time, behind a head that is neither. */
function listOf(operations: readonly Operation[]): Mark {
  const marks: Mark[] = [];
  operations.forEach((operation, number) => {
    const ends = { number, operation, before: null, after: null };
    const answer: Mark = { ...ends, at: operation.answeredAt, answer: null };
    marks.push(answer, { ...ends, at: operation.calledAt, answer });
  });
  marks.sort((one, other) => one.at - other.at || one.number - other.number);
  const head = { at: 0, number: -1, answer: null, before: null, after: null } as unknown as Mark;
  let last = head;
  for (const mark of marks) {
    mark.before = last;
    last.after = mark;
    last = mark;
  }
  return head;
}

function takeOut(call: Mark): void {
  unlink(call);
  unlink(call.answer as Mark);
}

function unlink(mark: Mark): void {
  (mark.before as Mark).after = mark.after;
  if (mark.after !== null) mark.after.before = mark.before;
}

function putBack(call: Mark): void {
  link(call.answer as Mark);
  link(call);
}

function link(mark: Mark): void {
  (mark.before as Mark).after = mark;
  if (mark.after !== null) mark.after.before = mark;
}

/**
 * Whether a history is linearizable (Herlihy and Wing, 1990): whether each operation can be given an
 * instant between its call and its answer, so that one register after another, in the order of those
 * instants, would have answered the same.
 *
 * The search goes through the history in time, and keeps every state that the register may be in
 * (just-in-time linearization: Lowe, "Testing for linearizability", 2017): its value, and which of the
 * operations under way have had their instant. An operation gets its instant only when its answer is
 * there and asks for it, together with those that must come before.
 *
 * Invariants:
 * - Registers are independent, so each is searched by itself.
 * - An operation without an answer may come at any time after its call, or never. So of two states that
 *   differ in nothing but which of these have come, the one in which fewer have can do all that the other
 *   can, and stands for both: their number costs little.
 * - An operation that changes nothing gets its instant as soon as it fits, since it can only be in the way.
 */

import { type Call, describeOperation, type Operation } from "./history.ts";

/** The history of one register cannot be explained. */
export class LinearizabilityError extends Error {
  override readonly name = "LinearizabilityError";
  /** The register whose history cannot be explained. */
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

function isExplained(operations: readonly Operation[]): boolean {
  const search = new Search();
  return eventsOf(operations).every(({ operation, isCall }) =>
    isCall ? search.called(operation) : search.answered(operation),
  );
}

interface Event {
  readonly at: number;
  readonly isCall: boolean;
  readonly operation: Operation;
}

/** Calls and answers by time; what happens at one time overlaps. */
function eventsOf(operations: readonly Operation[]): readonly Event[] {
  const events: Event[] = [];
  for (const operation of operations) {
    events.push({ at: operation.calledAt, isCall: true, operation });
    if (operation.answer !== undefined)
      events.push({ at: operation.answeredAt, isCall: false, operation });
  }
  return events.sort(
    (one, other) => one.at - other.at || Number(other.isCall) - Number(one.isCall),
  );
}

type Value = string | null;

/** What the register may be: of those under way, which have had their instant, a bit for each. */
interface State {
  readonly value: Value;
  /** Of those that are to be answered. */
  readonly done: bigint;
  /** Of those that never were. */
  readonly used: bigint;
}

class Search {
  #states: readonly State[] = [{ value: null, done: 0n, used: 0n }];
  /** Those under way that are answered later, and those that never are, with the bit of each. */
  readonly #open: Map<Operation, bigint> = new Map();
  readonly #unanswered: Map<Operation, bigint> = new Map();
  readonly #freeBits: bigint[] = [];

  /** The operation begins; that may always be. */
  called(operation: Operation): true {
    if (operation.answer === undefined) {
      this.#unanswered.set(operation, 1n << BigInt(this.#unanswered.size));
      return true;
    }
    const bit = this.#freeBits.pop() ?? 1n << BigInt(this.#open.size);
    this.#open.set(operation, bit);
    if (!changesNothing(operation)) return true;
    this.#states = this.#states.map((state) =>
      valueAfter(state.value, operation) === undefined
        ? state
        : { ...state, done: state.done | bit },
    );
    return true;
  }

  /** The operation is answered; false where no state explains that. */
  answered(operation: Operation): boolean {
    const bit = this.#open.get(operation) as bigint;
    const next = new States();
    const seen = new States();
    const early: State[] = [];
    const sort = (state: State) => {
      if ((state.done & bit) !== 0n) next.add({ ...state, done: state.done & ~bit });
      else if (seen.add(state)) early.push(state);
    };
    this.#states.forEach(sort);
    // It grows while it is gone through.
    for (const state of early) for (const grown of this.#after(state)) sort(grown);
    this.#open.delete(operation);
    this.#freeBits.push(bit);
    this.#states = next.all();
    return this.#states.length > 0;
  }

  /** The states after one more operation that changes something. */
  *#after(state: State): Generator<State, void, undefined> {
    const { value, done, used } = state;
    for (const [operation, bit] of this.#open) {
      if ((done & bit) !== 0n || changesNothing(operation)) continue;
      const next = valueAfter(value, operation);
      if (next !== undefined) yield this.#withReads({ value: next, done: done | bit, used });
    }
    if (this.#unanswered.size === 0) return;
    const isWanted = this.#wanted(state);
    for (const [operation, bit] of this.#unanswered) {
      const next = (used & bit) === 0n ? valueAfter(value, operation) : undefined;
      if (next !== undefined && next !== value && isWanted(next))
        yield this.#withReads({ value: next, done, used: used | bit });
    }
  }

  /**
   * Which values somebody needs who is under way. One that was never answered comes only for that: where
   * nobody needs what it writes now, it may as well come later, or never.
   */
  #wanted({ done, used }: State): (value: Value) => boolean {
    const needed = new Set<Value>();
    const refused: Value[] = [];
    for (const [{ call, answer }, bit] of this.#open) {
      if ((done & bit) !== 0n) continue;
      if (call.kind === "get") needed.add(answer as Value);
      else if (call.kind === "swap" && answer === true) needed.add(call.expected);
      else if (call.kind === "swap") refused.push(call.expected);
    }
    for (const [{ call }, bit] of this.#unanswered)
      if ((used & bit) === 0n && call.kind === "swap") needed.add(call.expected);
    return (value) => needed.has(value) || refused.some((expected) => expected !== value);
  }

  /** The state after all have had their instant that change nothing and fit. */
  #withReads({ value, done, used }: State): State {
    let grown = done;
    for (const [operation, bit] of this.#open)
      if (changesNothing(operation) && valueAfter(value, operation) !== undefined) grown |= bit;
    return { value, done: grown, used };
  }
}

/** States of which none can do all that another can. */
class States {
  readonly #byRest: Map<string, State[]> = new Map();

  /** False where there is one already that can do all that this one can. */
  add(state: State): boolean {
    const rest = `${state.done} ${JSON.stringify(state.value)}`;
    const same = this.#byRest.get(rest);
    if (same === undefined) {
      this.#byRest.set(rest, [state]);
      return true;
    }
    if (same.some(({ used }) => (used & state.used) === used)) return false;
    const others = same.filter(({ used }) => (used & state.used) !== state.used);
    this.#byRest.set(rest, [...others, state]);
    return true;
  }

  all(): readonly State[] {
    return [...this.#byRest.values()].flat();
  }
}

/** Whether the register is afterwards what it was before, as its answer says. */
function changesNothing({ call, answer }: Operation): boolean {
  return call.kind === "get" || answer === false;
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

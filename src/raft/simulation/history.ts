/**
 * What clients asked and were answered, in the order in which it happened to them.
 *
 * Invariants:
 * - Events are numbered from 1 as they happen; of two operations the one that ended before the other
 *   began has the smaller numbers.
 * - An operation that was certainly not carried out is not in the history.
 */

import type { RegisterCommand } from "./registers.ts";

export interface GetCommand {
  readonly kind: "get";
  readonly key: string;
}

/** What a client asks. */
export type Call = RegisterCommand | GetCommand;

/** What came back: the value of a get, or whether the register was set. */
export type Answer = string | null | boolean;

/** One call of a client. */
export interface Operation {
  /** Whose call. */
  readonly client: number;
  /** What was asked. */
  readonly call: Call;
  /** Its place in the order of events. */
  readonly calledAt: number;
  /** When the answer came; infinite where none did, so that it may take effect at any time after. */
  readonly answeredAt: number;
  /** Undefined where none came. */
  readonly answer: Answer | undefined;
}

/** What clients asked and were told, in the order in which it happened. */
export class History {
  readonly #operations: Map<number, Operation> = new Map();
  #events = 0;

  /** An operation begins; gives its number, for what becomes of it. Without more, that is unknown. */
  call(client: number, call: Call): number {
    const calledAt = ++this.#events;
    const answeredAt = Number.POSITIVE_INFINITY;
    this.#operations.set(calledAt, { client, call, calledAt, answeredAt, answer: undefined });
    return calledAt;
  }

  /** The client was told the answer. */
  answered(number: number, answer: Answer): void {
    const operation = this.#operations.get(number) as Operation;
    this.#operations.set(number, { ...operation, answer, answeredAt: ++this.#events });
  }

  /** It was refused, or it only read and nobody knows what. */
  dropped(number: number): void {
    this.#operations.delete(number);
  }

  /** All calls so far. */
  operations(): readonly Operation[] {
    return [...this.#operations.values()];
  }
}

/** For instance `client 2 [5, 9]: get x -> "1"`. */
export function describeOperation(operation: Operation): string {
  const { client, call, calledAt, answeredAt, answer } = operation;
  const ended = Number.isFinite(answeredAt) ? answeredAt : "...";
  const what = answer === undefined ? "unknown" : JSON.stringify(answer);
  return `client ${client} [${calledAt}, ${ended}]: ${describeCall(call)} -> ${what}`;
}

/** For instance `set x to "1"`. */
export function describeCall(call: Call): string {
  switch (call.kind) {
    case "get":
      return `get ${call.key}`;
    case "set":
      return `set ${call.key} to ${JSON.stringify(call.value)}`;
    case "swap":
      return `swap ${call.key} from ${JSON.stringify(call.expected)} to ${JSON.stringify(call.value)}`;
  }
}

/**
 * The changes of one client, each made once (thesis 6.3): a session with the cluster, in which each change
 * has a serial number that it keeps however often it is sent.
 *
 * Invariants:
 * - `#changes` is in the order of serial numbers, so its first is the lowest to which there is no answer.
 * - A change that was sent more than once is never moved to another session: it may have been made.
 */

import type { KvOutcome } from "./answers.ts";
import type { Call, ClientCalls } from "./client-calls.ts";
import { encodeCommand, type Operation } from "./commands.ts";
import { KvInputError, SessionExpiredError } from "./errors.ts";
import type { Pending } from "./pending.ts";
import type { Request, Response } from "./protocol.ts";

/** A change that was asked for, and who waits for its outcome. */
export interface AskedChange {
  readonly operation: Operation;
  readonly pending: Pending<KvOutcome>;
}

export class ClientSession {
  readonly #calls: ClientCalls;
  readonly #maxOutstanding: number;
  #session: number | null = null;
  #opening = false;
  #lastSerial = 0;
  /** Asked for, and without a serial number yet. */
  readonly #waiting: AskedChange[] = [];
  readonly #changes: Map<number, ChangeCall> = new Map();

  constructor(calls: ClientCalls, maxOutstanding: number) {
    this.#calls = calls;
    this.#maxOutstanding = maxOutstanding;
  }

  ask(change: AskedChange): void {
    this.#waiting.push(change);
    this.#advance();
  }

  /** Whoever asked waits no more: a change that has a number still goes its way. */
  giveUp(change: AskedChange): void {
    const at = this.#waiting.indexOf(change);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  #advance(): void {
    while (this.#waiting.length > 0) {
      if (this.#session === null) {
        this.#open();
        return;
      }
      const serial = this.#lastSerial + 1;
      if (serial - this.#firstUnanswered(serial) >= this.#maxOutstanding) return;
      this.#lastSerial = serial;
      const change = this.#waiting.shift() as AskedChange;
      const call = new ChangeCall(change, this.#session, serial, this.#owner);
      this.#changes.set(serial, call);
      this.#calls.begin(call);
    }
  }

  #firstUnanswered(orElse: number): number {
    for (const serial of this.#changes.keys()) return serial;
    return orElse;
  }

  #open(): void {
    if (this.#opening) return;
    this.#opening = true;
    const call: Call = {
      request: (id) => ({ id, kind: "command", command: encodeCommand({ kind: "open" }) }),
      answered: (response) => {
        this.#opening = false;
        if (response.kind === "answer" && response.answer.kind === "opened")
          this.#session = response.answer.session;
        else for (const { pending } of this.#waiting.splice(0)) pending.refuse(faultOf(response));
        this.#advance();
        return true;
      },
    };
    this.#calls.begin(call);
  }

  readonly #owner = {
    firstUnanswered: (serial: number) => this.#firstUnanswered(serial),
    ended: ({ serial }: ChangeCall): void => {
      this.#changes.delete(serial);
      this.#advance();
    },
    expired: (call: ChangeCall): void => {
      this.#changes.delete(call.serial);
      if (this.#session === call.session) this.#session = null;
      const { change, timesSent } = call;
      if (timesSent > 1) change.pending.refuse(new SessionExpiredError(change.pending.what));
      else if (!change.pending.settled) this.#waiting.unshift(change);
      this.#advance();
    },
  };
}

interface CallOwner {
  firstUnanswered(orElse: number): number;
  ended(call: ChangeCall): void;
  expired(call: ChangeCall): void;
}

class ChangeCall implements Call {
  readonly change: AskedChange;
  readonly session: number;
  readonly serial: number;
  timesSent = 0;
  readonly #owner: CallOwner;

  constructor(change: AskedChange, session: number, serial: number, owner: CallOwner) {
    this.change = change;
    this.session = session;
    this.serial = serial;
    this.#owner = owner;
  }

  request(id: number): Request {
    this.timesSent++;
    const { session, serial } = this;
    const firstUnacknowledged = this.#owner.firstUnanswered(serial);
    const command = encodeCommand({
      kind: "change",
      session: { session, serial, firstUnacknowledged },
      operation: this.change.operation,
    });
    return { id, kind: "command", command };
  }

  answered(response: Response): boolean {
    const answer = response.kind === "answer" ? response.answer : null;
    if (answer?.kind === "expired") {
      this.#owner.expired(this);
      return true;
    }
    const { pending } = this.change;
    if (answer?.kind === "done" || answer?.kind === "unmet") pending.answer(answer);
    else pending.refuse(faultOf(response));
    this.#owner.ended(this);
    return true;
  }
}

function faultOf(response: Response): Error {
  if (response.kind === "refused") return new KvInputError(response.message);
  const what = response.kind === "answer" ? response.answer.kind : response.kind;
  return new KvInputError(`the cluster does not take this: ${what}`);
}

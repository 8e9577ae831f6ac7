/**
 * Requests of a client that are on their way, whichever node they are at.
 *
 * Invariants:
 * - A request is sent once on each stream, and again after a refusal that may pass.
 * - It ends when its owner says so; what is answered after that is dropped.
 */

import { startTimer } from "../../runtime/clock.ts";
import { ClientLink, type LinkOptions } from "./client-link.ts";
import { type Request, type Response, responseOf, valueOfRequest } from "./protocol.ts";

/** A request and who takes its answers. */
export interface Call {
  /** Made anew each time it is sent. */
  request(id: number): Request;
  /** Takes an answer, or a refusal that will not pass; false if there are more answers to come. */
  answered(response: Response): boolean;
}

/** After a refusal, the wait before asking again: doubled each time up to the longest. */
const minAgainMs = 10;
const maxAgainMs = 500;

interface Entry {
  readonly call: Call;
  againMs: number;
}

export class ClientCalls {
  readonly #link: ClientLink;
  readonly #calls: Map<number, Entry> = new Map();
  #lastId = 0;

  constructor(options: LinkOptions) {
    this.#link = new ClientLink(options, {
      opened: () => {
        for (const [id, { call }] of this.#calls) this.#link.send(valueOfRequest(call.request(id)));
      },
      value: (value) => this.#heard(responseOf(value)),
      wanted: () => this.#calls.size > 0,
    });
  }

  /** Why nothing is answered, as far as one can tell. */
  get lastReason(): string {
    return this.#link.lastReason;
  }

  /** Sends the request, now or once there is a node, until it has ended; gives its number. */
  begin(call: Call): number {
    const id = ++this.#lastId;
    this.#calls.set(id, { call, againMs: minAgainMs });
    if (this.#link.open) this.#link.send(valueOfRequest(call.request(id)));
    else this.#link.wake();
    return id;
  }

  /** Nobody wants its answer any more. */
  end(id: number): void {
    this.#calls.delete(id);
  }

  /** Sends what needs no answer, if there is a stream. */
  tell(request: Request): void {
    if (this.#link.open) this.#link.send(valueOfRequest(request));
  }

  close(): void {
    this.#calls.clear();
    this.#link.close();
  }

  #heard(response: Response): void {
    const entry = this.#calls.get(response.id);
    if (entry === undefined) return;
    if (response.kind === "refused") {
      const { reason, message, leader } = response;
      if (reason === "notLeader" || reason === "unavailable") {
        this.#link.moveTo(leader, message);
        return;
      }
      if (reason === "busy" || reason === "unknown") {
        this.#again(response.id, entry);
        return;
      }
    } else this.#link.served();
    if (entry.call.answered(response)) this.#calls.delete(response.id);
  }

  #again(id: number, entry: Entry): void {
    startTimer(entry.againMs, () => {
      if (this.#calls.get(id) === entry && this.#link.open)
        this.#link.send(valueOfRequest(entry.call.request(id)));
    });
    entry.againMs = Math.min(2 * entry.againMs, maxAgainMs);
  }
}

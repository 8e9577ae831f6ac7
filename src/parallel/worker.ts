/**
 * A worker of the pool, as the main thread has it: a thread in the role of server.ts, a channel to it and
 * one from it.
 *
 * Invariants:
 * - Its load is how many calls it has been given that have not ended.
 * - Once it is told to leave, it gets no more calls.
 */

import {
  type Agent,
  type HostEnd,
  Outbox,
  SharedChannel,
  type StartedThread,
} from "../workers/index.ts";
import { listen, type OnMessage, takeUnread } from "./framing.ts";
import { startServer } from "./server.ts";

/** How many values lie before a worker at most, two a call: what it has not begun can go to another. */
const INBOX_CAPACITY = 128;
const OUTBOX_CAPACITY = 128;

/** What hears from a worker. */
export interface Overseer {
  /** It has said something. */
  heard(worker: PoolWorker, header: number, body: Int32Array | null): void;
  /** It takes calls at once again, after it did not. */
  hasRoom(): void;
  ended(worker: PoolWorker, end: HostEnd): void;
}

export class PoolWorker {
  /** 1 for the first that was started, and so on. */
  readonly number: number;
  load = 0;
  /** Whether it has ever said something. */
  isReady = false;
  #isLeaving = false;
  readonly #agent: Agent;
  readonly #inbox: SharedChannel<unknown>;
  readonly #answers: SharedChannel<unknown>;
  readonly #outbox: Outbox;
  readonly #thread: StartedThread;

  constructor(agent: Agent, number: number, overseer: Overseer) {
    this.number = number;
    this.#agent = agent;
    this.#inbox = SharedChannel.make<unknown>(agent, INBOX_CAPACITY);
    this.#outbox = new Outbox(agent, this.#inbox.address, () => overseer.hasRoom());
    this.#answers = SharedChannel.make<unknown>(agent, OUTBOX_CAPACITY);
    const channels = { inbox: this.#inbox.address, outbox: this.#answers.address };
    this.#thread = startServer(channels, `goroutine-kit ${number}`, (end) =>
      overseer.ended(this, end),
    );
    const heard: OnMessage = (header, body) => {
      this.isReady = true;
      overseer.heard(this, header, body);
    };
    listen(agent, this.#answers.address, heard, () => {});
  }

  /** The number of its thread in shared memory. */
  get thread(): number {
    return this.#thread.number;
  }

  /** Whether a call that it is given now would have to wait here. */
  get isFull(): boolean {
    return this.#outbox.isFull;
  }

  /** Whether it gets no more calls. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Tells it something; `body` is the slot of the body, where the kind has one. */
  tell(header: number, body: Int32Array | null): void {
    this.#outbox.post(header);
    if (body !== null) this.#outbox.postSlot(body);
  }

  /** Has it end, once it has taken what it was told. */
  leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    this.#inbox.close();
  }

  /** Ends it, whatever it does. */
  terminate(): Promise<void> {
    this.#isLeaving = true;
    return this.#thread.terminate();
  }

  /** Hands over the messages that it has not taken; for when it has ended. */
  bury(onUnread: OnMessage): void {
    this.#isLeaving = true;
    takeUnread(this.#agent, this.#inbox.address, onUnread);
    this.#answers.close();
  }
}

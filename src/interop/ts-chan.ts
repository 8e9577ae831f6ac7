/**
 * ts-chan's channels in our select, and ours in its Select, by its protocol (`getReceiver` and
 * `getSender` of ts-chan's `src/protocol.ts`).
 *
 * ts-chan's symbols are plain ones, so its ESM and its CJS build are strangers to each other: what is
 * made here speaks to the ESM build. ts-chan is an optional peer of this subpath and of no other.
 *
 * Invariants:
 * - A callback that was added is called at most once, and not after it was removed.
 * - A value of a sender is asked for at the moment a receiver takes it, as the protocol has it.
 * - The protocol has no way to ask whether a channel is ready without receiving or sending, so a case on
 *   a channel of ts-chan is attempted, not peeked.
 */

import * as tsChan from "ts-chan";
import { Case, type CaseResult, type RecvCase, type SendCase } from "../csp/case.ts";
import { Channel } from "../csp/chan.ts";
import { type Chan } from "../csp/directions.ts";
import { NotAChannelError, SendOnClosedError } from "../csp/errors.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { fail, park, ready } from "../runtime/scheduler.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";
import { CALL, CALL_FAILURE, type WaitedOn, Waiter, WaitQueue } from "../runtime/waiter.ts";

// ts-chan's types carry no file extensions, so that under `nodenext` they cannot be read: what is used
// of them is written down here.

/** ts-chan's ReceiverCallback. */
export type ReceiverCallback<T> = (
  ...[value, ok]: [value: T, ok: true] | [value: T | undefined, ok: false]
) => void;

/** ts-chan's Receiver. */
export interface Receiver<T> {
  /** Hands over a value at once and answers false, or keeps the callback for the next one and answers true. */
  addReceiver(callback: ReceiverCallback<T>): boolean;
  /** Lets go of the callback, if it is kept. */
  removeReceiver(callback: ReceiverCallback<T>): void;
}

/** ts-chan's SenderCallback. */
export type SenderCallback<T> = (
  ...[err, ok]: [err: undefined, ok: true] | [err: unknown, ok: false]
) => T;

/** ts-chan's Sender. */
export interface Sender<T> {
  /** Takes a value at once and answers false, or keeps the callback until somebody wants one and answers true. */
  addSender(callback: SenderCallback<T>): boolean;
  /** Lets go of the callback, if it is kept. */
  removeSender(callback: SenderCallback<T>): void;
  /** Closes the channel. */
  close?(): void;
}

interface Protocol {
  readonly getReceiver: symbol;
  readonly getSender: symbol;
  readonly SendOnClosedChannelError: new () => Error;
}

const { getReceiver, getSender, SendOnClosedChannelError } = tsChan as unknown as Protocol;

/**
 * A channel as ts-chan sees one: pass it to `recv`, `send`, `Select` and `SelectFactory` of ts-chan. (Its
 * protocol's members are behind ts-chan's symbols; where ts-chan's types can be read, cast it to
 * `Sendable<T> & Receivable<T>`.)
 */
export interface TsChanView {
  readonly [key: symbol]: () => unknown;
}

/**
 * Shows `ch` to ts-chan: what it receives and sends is received from and sent to `ch`.
 *
 * @throws {NotAChannelError} where `ch` is not a channel of this package.
 */
export function toTsChan<T>(ch: Chan<T>): TsChanView {
  if (!(ch instanceof Channel)) throw new NotAChannelError("toTsChan", ch);
  const channel: Channel<T> = ch;
  const receiver: Receiver<T> = {
    addReceiver: (callback) => addReceiver(channel, callback),
    removeReceiver: (callback) => removeLast(channel.recvq, callback),
  };
  const sender: Sender<T> = {
    addSender: (callback) => addSender(channel, callback),
    removeSender: (callback) => removeLast(channel.sendq, callback),
    close: () => channel.close(),
  };
  return { [getReceiver]: () => receiver, [getSender]: () => sender };
}

/** A callback of ts-chan that waits in one of our queues. */
class CallbackWaiter extends Waiter {
  readonly callback: unknown;

  constructor(callback: unknown, go: (w: Waiter) => void) {
    super(CALL, go);
    this.callback = callback;
  }
}

function addReceiver<T>(channel: Channel<T>, callback: ReceiverCallback<T>): boolean {
  const received = channel.tryRecvOk();
  if (received !== undefined) {
    if (received.ok) callback(received.value, true);
    else callback(undefined, false);
    return false;
  }
  const receive = (w: Waiter) => (w.ok ? callback(w.value as T, true) : callback(undefined, false));
  park(new CallbackWaiter(callback, receive), channel.recvq);
  return true;
}

function addSender<T>(channel: Channel<T>, callback: SenderCallback<T>): boolean {
  if (channel.closed) throw new SendOnClosedChannelError();
  if (!channel.recvq.empty || channel.len < channel.cap) {
    const value = callback(undefined, true);
    if (channel.offer(value)) return false;
    // Another thread has ended the wait of the only receiver: the value, which is given away, waits itself.
    const w = new CallbackWaiter(null, () => {});
    w.value = value;
    park(w, channel.sendq);
    return false;
  }
  park(lazySender(callback), channel.sendq);
  return true;
}

// A receiver reads a parked sender's `value`: here that asks the callback for it.
function lazySender<T>(callback: SenderCallback<T>): Waiter {
  let failure: unknown;
  const w = new CallbackWaiter(callback, () => {
    if (w.form === CALL_FAILURE) refuse(callback, failure);
  });
  return Object.defineProperty(w, "value", {
    get: () => callback(undefined, true),
    set: (error: unknown) => {
      failure = error;
    },
  });
}

// The callback is meant to throw what it is given; anything else it throws is an error of its own.
function refuse<T>(callback: SenderCallback<T>, cause: unknown): void {
  const error = cause instanceof SendOnClosedError ? new SendOnClosedChannelError() : cause;
  try {
    callback(error, false);
  } catch (thrown) {
    if (thrown !== error) throw thrown;
  }
}

function removeLast(queue: WaitQueue, callback: unknown): void {
  for (let w = queue.last; w !== null; w = w.earlier) {
    if (!(w instanceof CallbackWaiter) || w.callback !== callback) continue;
    queue.remove(w);
    return;
  }
}

// ------------------------------------------------------------------- ts-chan's channels, in our select

/**
 * A receive from a channel of ts-chan (or of anything that speaks its protocol), as a case of our
 * select and as an operation of a generator goroutine.
 *
 * @throws {NotAChannelError} where `from` has no receiver.
 */
export function recvFrom<T>(from: object): RecvCase<T> {
  const receiver = member<Receiver<T>>(from, getReceiver, "recvFrom");
  return new ForeignReceive<T>(receiver) as unknown as RecvCase<T>;
}

/**
 * A send of `value` to a channel of ts-chan, as a case of our select and as an operation of a generator
 * goroutine. What a closed channel of ts-chan throws is thrown.
 *
 * @throws {NotAChannelError} where `to` has no sender.
 */
export function sendTo<T>(to: object, value: T): SendCase {
  const sender = member<Sender<T>>(to, getSender, "sendTo");
  return new ForeignSend<T>(sender, value) as unknown as SendCase;
}

function member<M>(of: object, symbol: symbol, word: string): M {
  const get = (of as Record<symbol, unknown> | null)?.[symbol];
  if (typeof get !== "function") throw new NotAChannelError(word, of);
  return get.call(of) as M;
}

const elsewhere: WaitedOn = { describe: () => "a channel of ts-chan" };

/** A case whose channel is ts-chan's. */
abstract class ForeignCase<T> extends Case<T> {
  // Its waiters stand in this queue too, so that dumps show them.
  readonly #queue: WaitQueue;

  constructor(reason: string) {
    super();
    this.#queue = new WaitQueue(reason, elsewhere);
  }

  override get abroad(): string {
    return "a channel of ts-chan";
  }

  isReady(): boolean {
    return false;
  }

  complete(): boolean {
    return false;
  }

  perform(g: Goroutine): boolean {
    const into: CaseResult = { value: undefined, ok: true };
    if (this.attempt(into)) {
      g.value = into.value;
      return true;
    }
    g.value = this.value;
    park(g, this.#queue);
    this.listen(g);
    return false;
  }

  enqueue(w: CaseWaiter): void {
    park(w, this.#queue);
    w.leave = this.listen(w);
  }

  /** Attempts it now. */
  abstract override attempt(into: CaseResult): boolean;
  /** Waits for it on behalf of `w`, which is parked; returns how to stop. */
  abstract listen(w: Waiter): () => void;
}

class ForeignReceive<T> extends ForeignCase<T | undefined> {
  override readonly value = undefined;
  readonly #receiver: Receiver<T>;

  constructor(receiver: Receiver<T>) {
    super("chan receive");
    this.#receiver = receiver;
  }

  attempt(into: CaseResult): boolean {
    const callback: ReceiverCallback<T> = (value, ok) => {
      into.value = value;
      into.ok = ok;
    };
    if (!this.#receiver.addReceiver(callback)) return true;
    this.#receiver.removeReceiver(callback);
    return false;
  }

  listen(w: Waiter): () => void {
    const callback: ReceiverCallback<T> = (value, ok) => {
      w.queue?.remove(w);
      w.value = value;
      w.ok = ok;
      ready(w);
    };
    this.#receiver.addReceiver(callback);
    return () => this.#receiver.removeReceiver(callback);
  }
}

class ForeignSend<T> extends ForeignCase<void> {
  readonly value: T;
  readonly #sender: Sender<T>;

  constructor(sender: Sender<T>, value: T) {
    super("chan send");
    this.value = value;
    this.#sender = sender;
  }

  attempt(into: CaseResult): boolean {
    const callback: SenderCallback<T> = (error, ok) => {
      if (!ok) throw error;
      return this.value;
    };
    if (this.#sender.addSender(callback)) {
      this.#sender.removeSender(callback);
      return false;
    }
    into.value = undefined;
    into.ok = true;
    return true;
  }

  listen(w: Waiter): () => void {
    const callback: SenderCallback<T> = (error, ok) => {
      w.queue?.remove(w);
      w.value = undefined;
      if (ok) ready(w);
      else fail(w, error);
      return this.value;
    };
    this.#sender.addSender(callback);
    return () => this.#sender.removeSender(callback);
  }
}

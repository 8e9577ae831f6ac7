/**
 * `recv(ch)` and `send(ch, v)`: select cases, and what a generator goroutine `yield*`s.
 *
 * Invariants:
 * - A nil channel (null or undefined) makes a case that is never ready, and an operation that blocks
 *   for ever, as in Go.
 * - What is no channel is refused here, before anything waits.
 */

import { type Cancel, cancellable } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { park } from "../runtime/scheduler.ts";
import type { CaseWaiter } from "../runtime/selecting.ts";
import { GOROUTINE_OK, type WaitedOn, WaitQueue } from "../runtime/waiter.ts";
import { Case, type CaseResult, type RecvCase, type SendCase } from "./case.ts";
import { Channel, Send } from "./chan.ts";
import { type Received, type RecvChan, type SendChan } from "./directions.ts";
import { CloseOfNilError, NotAChannelError } from "./errors.ts";
import { isForeign } from "./foreign.ts";

type Nil = null | undefined;

/**
 * A receive from `ch`, to stand in a select, or to be performed by a generator goroutine:
 * `const v = yield* recv(ch)`, which is undefined once the channel is closed and drained.
 *
 * @param cancel breaks the wait off, where a generator performs it: the signal's reason is thrown, and
 * no value was taken. (A select takes its `cancel` as a whole.)
 * @throws {NotAChannelError} where `ch` is neither a channel nor nil.
 */
export function recv<T>(ch: RecvChan<T> | Nil, cancel?: Cancel): RecvCase<T> {
  const receive: Case<T | undefined> =
    ch instanceof Channel
      ? (ch as Channel<T>).receive
      : isForeign<T>(ch)
        ? ch.receiveCase()
        : nilCase<T | undefined>(ch, "recv", "chan receive (nil chan)");
  return cancellableCase(receive, cancel) as unknown as RecvCase<T>;
}

/**
 * A send of `value` to `ch`, to stand in a select, or to be performed by a generator goroutine:
 * `yield* send(ch, v)`.
 *
 * @param cancel breaks the wait off, where a generator performs it: the signal's reason is thrown, and
 * nothing was sent. (A select takes its `cancel` as a whole.)
 * @throws {NotAChannelError} where `ch` is neither a channel nor nil.
 * @throws {SendOnClosedError} when performed, or chosen by a select, on a closed channel.
 */
export function send<T>(ch: SendChan<T> | Nil, value: T, cancel?: Cancel): SendCase {
  const sending: Case<void> =
    ch instanceof Channel
      ? new Send<T>(ch, value)
      : isForeign<T>(ch)
        ? ch.sendCase(value)
        : nilCase<void>(ch, "send", "chan send (nil chan)");
  return cancellableCase(sending, cancel) as unknown as SendCase;
}

/**
 * `v, ok := <-ch` for generators: `const { value, ok } = yield* recvOk(ch)`.
 *
 * @throws {NotAChannelError} where `ch` is neither a channel nor nil.
 */
export function recvOk<T>(ch: RecvChan<T> | Nil, cancel?: Cancel): Operation<Received<T>> {
  if (isForeign<T>(ch)) return ch.receiveOkOperation(cancel);
  if (!(ch instanceof Channel)) {
    const never: Case<unknown> = nilCase(ch, "recvOk", "chan receive (nil chan)");
    return cancellableCase(never, cancel) as Operation<never>;
  }
  const perform = (g: Goroutine): boolean => {
    const received = ch.tryRecvOk();
    if (received === undefined) {
      g.form = GOROUTINE_OK;
      park(g, ch.recvq);
      return false;
    }
    g.value = received;
    return true;
  };
  return operation(cancellable(perform, cancel));
}

/**
 * Go's built-in close.
 *
 * @throws {CloseOfNilError} where `ch` is nil.
 * @throws {CloseOfClosedError} where it is closed already.
 * @throws {NotAChannelError} where it is no channel.
 */
export function close(ch: SendChan<never> | Nil): void {
  if (ch === null || ch === undefined) throw new CloseOfNilError();
  if (typeof ch.close !== "function") throw new NotAChannelError("close", ch);
  ch.close();
}

function cancellableCase<T>(of: Case<T>, cancel: Cancel | undefined): Case<T> {
  if (cancel === undefined) return of;
  return of.cancellableBy(cancel) ?? new CancellableCase<T>(of, cancel);
}

/** A case that can be broken off where a generator performs it; in a select it is as the other. */
class CancellableCase<T> extends Case<T> {
  readonly perform: (g: Goroutine) => boolean;
  readonly #of: Case<T>;

  constructor(of: Case<T>, cancel: Cancel) {
    super();
    this.#of = of;
    this.perform = cancellable((g) => of.perform(g), cancel);
  }

  get value(): unknown {
    return this.#of.value;
  }

  isReady(): boolean {
    return this.#of.isReady();
  }

  complete(into: CaseResult): boolean {
    return this.#of.complete(into);
  }

  enqueue(w: CaseWaiter): void {
    this.#of.enqueue(w);
  }
}

function nilCase<T>(ch: unknown, word: string, reason: string): Case<T> {
  if (ch === null || ch === undefined) return new NilCase<T>(reason);
  throw new NotAChannelError(word, ch);
}

const nothing: WaitedOn = { describe: () => "" };

/** An operation on a nil channel. */
class NilCase<T> extends Case<T> {
  override readonly value = undefined;
  readonly #forever: WaitQueue;

  constructor(reason: string) {
    super();
    this.#forever = new WaitQueue(reason, nothing);
  }

  perform(g: Goroutine): boolean {
    park(g, this.#forever);
    return false;
  }

  isReady(): boolean {
    return false;
  }

  complete(): boolean {
    return false;
  }

  enqueue(w: CaseWaiter): void {
    w.select.withdraw();
  }
}

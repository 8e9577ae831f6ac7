/**
 * The faces of a channel: what may be done with one by who sends, by who receives, and by who does both.
 */

import type { Cancel } from "../runtime/cancel.ts";

/** The outcome of a receive, as `v, ok := <-ch`: `ok` is false once closed and drained. */
export type Received<T> = { value: T; ok: true } | { value: undefined; ok: false };

/** A channel that may be sent to: Go's `chan<- T`. */
export interface SendChan<in T> {
  /**
   * Sends `value`: waits until a receiver has it or the buffer has room for it.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and nothing was
   * sent.
   * @throws {SendOnClosedError} (as a rejection) where the channel is closed, or is closed while it
   * waits.
   */
  send(value: T, cancel?: Cancel): Promise<void>;
  /**
   * Sends `value` if that is possible without waiting, and says whether it was.
   *
   * @throws {SendOnClosedError} where the channel is closed.
   */
  trySend(value: T): boolean;
  /**
   * Closes the channel: what is in the buffer can still be received, waiting receivers go on with
   * `undefined`, waiting senders throw.
   *
   * @throws {CloseOfClosedError} where it is closed already.
   */
  close(): void;
  /** The number of values in the buffer. */
  readonly len: number;
  /** How many values the buffer holds at most. */
  readonly cap: number;
}

/** A channel that may be received from: Go's `<-chan T`. It can be iterated with `for await`. */
export interface RecvChan<out T> extends AsyncIterable<T> {
  /**
   * Receives a value; `undefined` once the channel is closed and drained. A promise that is sent
   * through a channel comes out of `recv` awaited, as everything that is awaited does: use `recvOk` to
   * receive the promise itself.
   *
   * @param cancel breaks the wait off: the promise rejects with the signal's reason, and no value was
   * taken.
   */
  recv(cancel?: Cancel): Promise<T | undefined>;
  /** Receives a value and whether there was one, as `v, ok := <-ch`. */
  recvOk(cancel?: Cancel): Promise<Received<T>>;
  /** Receives a value if that is possible without waiting; else, and once closed, undefined. */
  tryRecv(): T | undefined;
  /** As `recvOk` if that is possible without waiting; else undefined. */
  tryRecvOk(): Received<T> | undefined;
  /** The number of values in the buffer. */
  readonly len: number;
  /** How many values the buffer holds at most. */
  readonly cap: number;
}

/** A channel of values of type T. */
export interface Chan<T> extends SendChan<T>, RecvChan<T> {}

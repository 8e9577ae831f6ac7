/**
 * Who waits for an answer, as the bookkeeping of a node sees it. How they wait is each idiom's own affair.
 *
 * Invariant: a reply is answered or refused once; what comes after is dropped. Neither ever waits.
 */

export interface Reply<T> {
  answer(value: T): void;
  refuse(error: unknown): void;
}

/**
 * select, in Go's three passes (`runtime/select.go`): look, enqueue on all, and, when one has fired,
 * dequeue the losers (which `fired` in runtime/selecting.ts does at the moment of firing).
 *
 * Invariants:
 * - Exactly one case takes place, and the others leave no trace.
 * - Of the cases that are ready, each is as likely as any other: the choice is made among the ready
 *   ones, so nil cases and cases that are not ready skew nothing.
 * - A select never meets itself: it looks before it is in any queue.
 * - Cases and their values are evaluated once, in source order, by the object literal that holds them.
 *   (JavaScript moves keys that look like integers to the front; the order of cases means nothing to
 *   select but the order of evaluation is that of the source.)
 */

import { type Cancel, type CancelSignal, signalOf } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { type Operation, operation } from "../runtime/operation.ts";
import { randomBelow } from "../runtime/random.ts";
import { asyncWaiter, fail, heldPromise, park, proceed } from "../runtime/scheduler.ts";
import { SelectWait } from "../runtime/selecting.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { Case, type CaseResult, type RecvCase, type SendCase } from "./case.ts";
import { CaseError, NoCasesError } from "./errors.ts";

/** The cases of a select by name; a nil case (null or undefined) never fires. */
export type Cases = Readonly<Record<string, RecvCase<unknown> | SendCase | null | undefined>>;

/** What a select gives for one case. */
export type CaseEvent<K extends string, C> =
  C extends RecvCase<infer T>
    ?
        | { readonly case: K; readonly value: T; readonly ok: true }
        | { readonly case: K; readonly value: undefined; readonly ok: false }
    : C extends SendCase
      ? { readonly case: K }
      : never;

/** What a select gives: the name of the case that fired, and what it received. */
export type SelectEvent<C extends Cases> = {
  [K in keyof C & string]: CaseEvent<K, NonNullable<C[K]>>;
}[keyof C & string];

interface Event extends CaseResult {
  readonly case: string;
}

// The live cases of the select that is being looked at, and their names. A select looks and enqueues
// without anything else running, so one pair of lists serves all.
const names: string[] = [];
const live: Case<unknown>[] = [];

// Pass 1: finds the live cases, and chooses among the ready ones. Reservoir sampling: the nth ready
// case replaces the choice with probability 1/n. Returns the index of the choice, or -1.
function look(cases: Cases): number {
  let chosen = -1;
  let ready = 0;
  let count = 0;
  let any = false;
  for (const name in cases) {
    any = true;
    const c = cases[name] as unknown;
    if (c === null || c === undefined) continue;
    if (!(c instanceof Case)) throw new CaseError(name, c);
    names[count] = name;
    live[count] = c;
    if (c.isReady() && (++ready === 1 || randomBelow(ready) === 0)) chosen = count;
    count++;
  }
  if (!any) throw new NoCasesError();
  names.length = count;
  live.length = count;
  return chosen;
}

function take(chosen: number): Event {
  const event: Event = { case: names[chosen] as string, value: undefined, ok: true };
  (live[chosen] as Case<unknown>).complete(event);
  return event;
}

const noCase: WaitedOn = { describe: () => "" };
// Where a select waits whose cases are all nil.
const forever = new WaitQueue("select (no cases)", noCase);

// Pass 2: enqueues `owner` on every live case.
function enqueueAll(owner: Waiter, signal: CancelSignal | undefined): void {
  if (live.length === 0) {
    park(owner, forever);
    return;
  }
  const select = new SelectWait(owner);
  for (let i = 0; i < live.length; i++) {
    const c = live[i] as Case<unknown>;
    c.enqueue(select.add(names[i] as string, c.value));
  }
  if (signal !== undefined) cancelSelect(select, signal);
}

function cancelSelect(select: SelectWait, signal: CancelSignal): void {
  const abort = () => {
    select.withdraw();
    fail(select.owner, signal.reason);
  };
  signal.addEventListener("abort", abort);
  select.disarm = () => signal.removeEventListener("abort", abort);
}

/**
 * Waits until one of the cases can take place, and lets it take place: Go's select. The event says
 * which by its name, and what was received: `{ case: "job", value, ok }`. Where several are ready,
 * each is as likely as any other.
 *
 * @param cancel breaks the wait off: the promise rejects with the signal's reason, and no case took
 * place.
 * @throws {NoCasesError} where there is no case at all. If all are nil, it blocks for ever, as Go's.
 * @throws {CaseError} where a case is no case.
 * @throws {SendOnClosedError} where the chosen case sends on a closed channel.
 */
export function select<const C extends Cases>(cases: C, cancel?: Cancel): Promise<SelectEvent<C>> {
  try {
    const signal = cancel === undefined ? undefined : signalOf(cancel);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const chosen = look(cases);
    if (chosen >= 0) {
      const event = take(chosen) as unknown as SelectEvent<C>;
      return proceed() ? Promise.resolve(event) : heldPromise(event);
    }
    const { waiter, promise } = asyncWaiter<SelectEvent<C>>(VALUE);
    enqueueAll(waiter, signal);
    return promise;
  } catch (error) {
    return Promise.reject(error);
  }
}

/** `select` for generator goroutines: `const event = yield* select({ ... })`. */
export function selectOperation<const C extends Cases>(
  cases: C,
  cancel?: Cancel,
): Operation<SelectEvent<C>> {
  return operation<SelectEvent<C>>((g: Goroutine) => {
    const signal = cancel === undefined ? undefined : signalOf(cancel);
    if (signal?.aborted) throw signal.reason;
    const chosen = look(cases);
    if (chosen < 0) {
      enqueueAll(g, signal);
      return false;
    }
    g.value = take(chosen);
    return true;
  });
}

/**
 * A select with Go's `default`: lets a case take place if one is ready, else gives undefined. It is
 * synchronous.
 *
 * @throws {NoCasesError} where there is no case at all.
 * @throws {CaseError} where a case is no case.
 * @throws {SendOnClosedError} where the chosen case sends on a closed channel.
 */
export function trySelect<const C extends Cases>(cases: C): SelectEvent<C> | undefined {
  const chosen = look(cases);
  return chosen < 0 ? undefined : (take(chosen) as unknown as SelectEvent<C>);
}

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

import { type Cancel, type CancelSignal, cancelWith, signalOf } from "../runtime/cancel.ts";
import type { Goroutine } from "../runtime/goroutine.ts";
import { Operation } from "../runtime/operation.ts";
import { randomBelow, randomBits } from "../runtime/random.ts";
import { asyncWaiter, fail, heldPromise, park, proceed } from "../runtime/scheduler.ts";
import { SelectWait } from "../runtime/selecting.ts";
import { VALUE, type WaitedOn, type Waiter, WaitQueue } from "../runtime/waiter.ts";
import { Case, type CaseResult, type RecvCase, type SendCase } from "./case.ts";
import { AbroadError, CaseError, NoCasesError } from "./errors.ts";

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

// Pass 1: chooses among the ready cases. Each draws a number where there are several, and the highest
// wins, so all are as likely. Returns the event of the chosen case, which has taken place then, or null.
function look(cases: Cases): Event | null {
  let chosen: Case<unknown> | null = null;
  let chosenName = "";
  let highest = 0;
  let ready = 0;
  let count = 0;
  for (const name in cases) {
    count++;
    const c = cases[name] as unknown;
    if (c === null || c === undefined) continue;
    if (!(c instanceof Case)) throw new CaseError(name, c);
    if (c.abroad !== null) return attemptInTurn(cases);
    if (!c.isReady()) continue;
    if (++ready > 1) {
      if (ready === 2) highest = randomBits();
      const drawn = randomBits();
      if (drawn <= highest) continue;
      highest = drawn;
    }
    chosen = c;
    chosenName = name;
  }
  if (chosen === null) {
    if (count === 0) throw new NoCasesError();
    return null;
  }
  const event: Event = { case: chosenName, value: undefined, ok: true };
  // False where another thread has meanwhile ended the only wait that made it ready.
  return chosen.complete(event) ? event : look(cases);
}

// Pass 1 where a case is abroad: attempts all in random order, as Go's pollorder does. The order is drawn as
// it is needed: each next one is any of those that are left.
function attemptInTurn(cases: Cases): Event | null {
  const names: string[] = [];
  const left: Case<unknown>[] = [];
  let place: string | null = null;
  for (const name in cases) {
    const c = cases[name] as unknown;
    if (c === null || c === undefined) continue;
    if (!(c instanceof Case)) throw new CaseError(name, c);
    if (c.abroad !== null && c.abroad !== (place ??= c.abroad)) {
      throw new AbroadError(place, c.abroad);
    }
    names.push(name);
    left.push(c);
  }
  const result: CaseResult = { value: undefined, ok: true };
  for (let last = left.length - 1; last >= 0; last--) {
    const next = last === 0 ? 0 : randomBelow(last + 1);
    if ((left[next] as Case<unknown>).attempt(result)) {
      return { case: names[next] as string, value: result.value, ok: result.ok };
    }
    left[next] = left[last] as Case<unknown>;
    names[next] = names[last] as string;
  }
  return null;
}

// What is abroad changes while its cases are attempted in turn: here all of it is looked at in one moment.
function attemptTogether(cases: Cases): Event | null {
  const names: string[] = [];
  const abroad: Case<unknown>[] = [];
  for (const name in cases) {
    const c = cases[name] as Case<unknown> | null | undefined;
    if (c === null || c === undefined || c.abroad === null) continue;
    names.push(name);
    abroad.push(c);
  }
  if (abroad.length < 2) return null;
  const result: CaseResult = { value: undefined, ok: true };
  const chosen = (abroad[0] as Case<unknown>).attemptTogether(abroad, result);
  return chosen < 0 ? null : { case: names[chosen] as string, ...result };
}

// Pass 2: enqueues `owner` on every live case.
function enqueueAll(owner: Waiter, cases: Cases, signal: CancelSignal | undefined): void {
  const select = SelectWait.of(owner);
  for (const name in cases) {
    const c = cases[name] as Case<unknown> | null | undefined;
    if (c === null || c === undefined) continue;
    const w = select.add(name, c.value);
    c.enqueue(w);
    if (select.owner !== owner) return; // a channel of others answered at once
    if (w.earlier !== null) select.permute(w);
  }
  if (select.elsewhere !== null) {
    select.beginElsewhere(select.elsewhere);
    if (select.owner !== owner) return;
  }
  if (select.cases === 0) {
    select.end();
    park(owner, forever);
    if (signal !== undefined) cancelWith(owner, signal);
  } else if (signal !== undefined) cancelSelect(select, signal);
}

const noCase: WaitedOn = { describe: () => "" };
// Where a select waits whose cases are all nil.
const forever = new WaitQueue("select (no cases)", noCase);

function cancelSelect(select: SelectWait, signal: CancelSignal): void {
  const { owner } = select;
  const abort = () => {
    if (!select.claim()) return; // what another thread has decided stays decided
    select.end();
    fail(owner, signal.reason);
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
 * @throws {AbroadError} where channels of ts-chan and channels that threads share stand in it together.
 * @throws {SendOnClosedError} where the chosen case sends on a closed channel.
 */
export function select<const C extends Cases>(cases: C, cancel?: Cancel): Promise<SelectEvent<C>> {
  try {
    const signal = cancel === undefined ? undefined : signalOf(cancel);
    if (signal?.aborted) return Promise.reject(signal.reason);
    const event = look(cases) as SelectEvent<C> | null;
    if (event !== null) return proceed() ? Promise.resolve(event) : heldPromise(event);
    const { waiter, promise } = asyncWaiter<SelectEvent<C>>(VALUE);
    enqueueAll(waiter, cases, signal);
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
  return new SelectOperation(cases, cancel);
}

class SelectOperation<const C extends Cases> extends Operation<SelectEvent<C>> {
  readonly #cases: C;
  readonly #cancel: Cancel | undefined;

  constructor(cases: C, cancel: Cancel | undefined) {
    super();
    this.#cases = cases;
    this.#cancel = cancel;
  }

  perform(g: Goroutine): boolean {
    const signal = this.#cancel === undefined ? undefined : signalOf(this.#cancel);
    if (signal?.aborted) throw signal.reason;
    const event = look(this.#cases);
    if (event === null) enqueueAll(g, this.#cases, signal);
    else g.value = event;
    return event !== null;
  }
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
  const event = look(cases) ?? attemptTogether(cases);
  return (event as SelectEvent<C> | null) ?? undefined;
}

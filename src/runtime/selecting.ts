/**
 * The waiters of a select: one a case, and one winner. Here and not with select itself, so that a
 * report can name a parked select.
 *
 * Invariants:
 * - A waiter of a select has the form CALL, and `select` names the wait it belongs to. Where other threads
 *   can end the wait, too, its form is CLAIM: who would ready it must win the wait first.
 * - The first case to be readied wins: `fired` takes all other waiters out of their queues at once,
 *   before anything else can run, so a loser leaves no trace.
 * - A wait that has ended holds on to nothing and goes to the pool: nobody else refers to it then.
 */

import { randomBelow } from "./random.ts";
import { fail, ready } from "./scheduler.ts";
import { CALL, CALL_FAILURE, CLAIM, type Owner, Waiter } from "./waiter.ts";

const LARGEST_POOL = 256;
const pool: SelectWait[] = [];
const nobody = new Waiter(CALL, null);

/** What a select waits for that other threads can bring about. */
export interface Elsewhere {
  /** Begins to wait; all cases have been added. */
  begin(): void;
  /** Ends the wait for this thread; false where another has ended it, whose news are on their way. */
  claim(): boolean;
  /** The wait has ended: takes it out of the queues that other threads see. */
  leave(): void;
}

/** A parked select. */
export class SelectWait {
  /** Who waits: its value will be the event of the case that wins. */
  owner: Waiter = nobody;
  /** Called when it ends, to disarm what could have cancelled it. */
  disarm: (() => void) | null = null;
  /** What it waits for elsewhere; set by the first case that does. */
  elsewhere: Elsewhere | null = null;
  readonly #waiters: CaseWaiter[] = [];
  #count = 0;

  /** A wait of `owner`, without cases yet. */
  static of(owner: Waiter): SelectWait {
    const select = pool.pop() ?? new SelectWait();
    select.owner = owner;
    return select;
  }

  /** How many cases it waits for. */
  get cases(): number {
    return this.#count;
  }

  /** The waiter of one more case; `value` is what a send brings. */
  add(key: string, value: unknown): CaseWaiter {
    const n = this.#count++;
    if (n === this.#waiters.length) this.#waiters.push(new CaseWaiter(this));
    const w = this.#waiters[n] as CaseWaiter;
    w.key = key;
    w.value = value;
    return w;
  }

  /** Takes back the waiter that was added last: its case can never fire. */
  withdraw(): void {
    this.#count--;
  }

  /**
   * Gives `w`, which was added last and has parked, a random place among the waiters of this select that
   * wait in the same queue: the first of them would always win. (Go permutes cases on the same channel
   * too: in `runtime/select.go` the lock order begins as the poll order.)
   */
  permute(w: CaseWaiter): void {
    let others = 0;
    for (let o = w.earlier; o instanceof CaseWaiter && o.select === this; o = o.earlier) others++;
    if (others === 0) return;
    let place = w;
    for (let back = randomBelow(others + 1); back > 0; back--) place = place.earlier as CaseWaiter;
    const { key, value } = place;
    place.key = w.key;
    place.value = w.value;
    w.key = key;
    w.value = value;
  }

  /** Begins to wait elsewhere: from now on its waiters here must be claimed. */
  beginElsewhere(elsewhere: Elsewhere): void {
    for (let i = 0; i < this.#count; i++) (this.#waiters[i] as CaseWaiter).form = CLAIM;
    elsewhere.begin();
  }

  /** Whether who asks may end the wait; see `Elsewhere.claim`. */
  claim(): boolean {
    return this.elsewhere === null || this.elsewhere.claim();
  }

  /** Ends the wait: takes its waiters out of their queues. */
  end(): void {
    for (let i = 0; i < this.#count; i++) {
      const w = this.#waiters[i] as CaseWaiter;
      if (w.queue !== null) w.queue.remove(w);
      if (w.leave !== null) w.leave();
      w.leave = null;
      w.value = undefined;
      w.form = CALL;
    }
    if (this.elsewhere !== null) this.elsewhere.leave();
    this.elsewhere = null;
    if (this.disarm !== null) this.disarm();
    this.disarm = null;
    this.owner = nobody;
    this.#count = 0;
    if (pool.length < LARGEST_POOL) pool.push(this);
  }

  /** What its cases wait on, for reports. */
  waitedOn(): string[] {
    return this.#waiters.slice(0, this.#count).map((w) => {
      return w.queue === null ? w.key : `${w.key}: ${w.queue.on.describe()}`;
    });
  }
}

/** The waiter of one case of a select. */
export class CaseWaiter extends Waiter {
  readonly select: SelectWait;
  key = "";
  /** Called when the select ends, where its queue is not this package's. */
  leave: (() => void) | null = null;

  constructor(select: SelectWait) {
    super(CALL, fired);
    this.select = select;
  }

  override get owner(): Owner | null {
    return this.select.owner.owner;
  }

  override claim(): boolean {
    return this.select.claim();
  }
}

function fired(w: CaseWaiter): void {
  const { select, key, value, ok, form } = w;
  const { owner } = select;
  select.end();
  if (form === CALL_FAILURE) {
    fail(owner, value);
    return;
  }
  owner.value = { case: key, value, ok };
  ready(owner);
}

/** The select that `w` is a case of, if it is. */
export function selectOf(w: Waiter): SelectWait | undefined {
  return w instanceof CaseWaiter ? w.select : undefined;
}

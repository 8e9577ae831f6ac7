/**
 * The waiters of a select: one a case, and one winner. Here and not with select itself, so that a
 * report can name a parked select.
 *
 * Invariants:
 * - A waiter of a select has the form CALL, and `select` names the wait it belongs to.
 * - The first case to be readied wins: `fired` takes all other waiters out of their queues at once,
 *   before anything else can run, so a loser leaves no trace.
 */

import { fail, ready } from "./scheduler.ts";
import { CALL, CALL_FAILURE, type Resume, Waiter } from "./waiter.ts";

/** A parked select. */
export class SelectWait {
  /** Who waits: its value will be the event of the case that wins. */
  readonly owner: Waiter;
  readonly waiters: CaseWaiter[] = [];
  /** Called when it ends, to disarm what could have cancelled it. */
  disarm: (() => void) | null = null;

  constructor(owner: Waiter) {
    this.owner = owner;
  }

  /** Makes the waiter of one case; `value` is what a send brings. */
  add(key: string, value: unknown): CaseWaiter {
    const w = new CaseWaiter(this, key, value);
    this.waiters.push(w);
    return w;
  }

  /** Takes its waiters out of their queues. */
  withdraw(): void {
    for (const w of this.waiters) w.queue?.remove(w);
    this.disarm?.();
  }

  /** What its cases wait on, for reports. */
  waitedOn(): string[] {
    return this.waiters.map((w) =>
      w.queue === null ? w.key : `${w.key}: ${w.queue.on.describe()}`,
    );
  }
}

export class CaseWaiter extends Waiter {
  readonly select: SelectWait;
  readonly key: string;

  constructor(select: SelectWait, key: string, value: unknown) {
    super(CALL, fired as Resume, null);
    this.select = select;
    this.key = key;
    this.value = value;
  }
}

function fired(w: CaseWaiter): void {
  const { select } = w;
  const { owner } = select;
  select.withdraw();
  if (w.form === CALL_FAILURE) {
    fail(owner, w.value);
    return;
  }
  owner.value = { case: w.key, value: w.value, ok: w.ok };
  ready(owner);
}

/** The select that `w` is a case of, if it is. */
export function selectOf(w: Waiter): SelectWait | undefined {
  return w instanceof CaseWaiter ? w.select : undefined;
}

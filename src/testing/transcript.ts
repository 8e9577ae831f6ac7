/**
 * The transcript of a simulation: a line a step, saying when, who went on, after what, and where it
 * waits now.
 *
 * Invariant: a line holds nothing but what follows from the seed and the program, so two runs of one
 * seed have the same transcript, to the byte.
 */

import { liveGoroutines, lives } from "../runtime/live.ts";
import { observeParks, type Wakeable } from "../runtime/scheduler.ts";
import { CaseWaiter } from "../runtime/selecting.ts";
import { type Owner, START, type Waiter } from "../runtime/waiter.ts";
import { ownerOf } from "./owner.ts";

/** Takes the lines of a transcript, one by one. */
export type LineWriter = (line: string) => void;

interface Wait {
  readonly reason: string;
  readonly on: string[];
}

export class Transcript {
  readonly #write: LineWriter;
  readonly #waits: WeakMap<Wakeable, Wait> = new WeakMap();
  /** The waits that began in the present step. */
  readonly #begun: Map<Waiter, Wait> = new Map();
  #line: string | null = null;
  #owner: Owner | null = null;

  constructor(write: LineWriter) {
    this.#write = write;
  }

  /** Listens to parks; returns how to stop. */
  start(): () => void {
    const before = observeParks((w) => {
      before?.(w);
      this.#parked(w);
    });
    return () => {
      observeParks(before);
    };
  }

  timerStep(step: number, timeMs: number): void {
    this.#begin(step, timeMs, null, "a timer fires");
  }

  goroutineStep(step: number, timeMs: number, w: Wakeable): void {
    const owner = ownerOf(w);
    const who = owner === null ? "a goroutine" : `goroutine ${owner.id} (${owner.name})`;
    this.#begin(step, timeMs, owner, `${who} ${this.#howItGoesOn(w)}`);
  }

  /** Writes the line of the present step. */
  endStep(): void {
    if (this.#line === null) return;
    const waits = [...this.#begun.values()].map(waitText);
    if (waits.length > 0) this.#line += `; waits: ${waits.join(" and ")}`;
    else if (this.#owner !== null && hasEnded(this.#owner)) this.#line += "; ends";
    this.#begun.clear();
    this.#write(this.#line);
    this.#line = null;
  }

  #begin(step: number, timeMs: number, owner: Owner | null, what: string): void {
    this.endStep();
    this.#owner = owner;
    this.#line = `${step}  ${timeMs} ms  ${what}`;
  }

  #howItGoesOn(w: Wakeable): string {
    const wait = this.#waits.get(w);
    this.#waits.delete(w);
    if (wait !== undefined) return `goes on after: ${waitText(wait)}`;
    return w.form === START ? "starts" : "goes on";
  }

  #parked(w: Waiter): void {
    const { queue } = w;
    if (queue === null) return;
    const on = queue.on.describe();
    if (!(w instanceof CaseWaiter)) {
      this.#began(w, { reason: queue.reason, on: on === "" ? [] : [on] });
      return;
    }
    const { owner } = w.select;
    const begun = this.#begun.get(owner);
    if (begun === undefined) this.#began(owner, { reason: "select", on: [`${w.key}: ${on}`] });
    else begun.on.push(`${w.key}: ${on}`);
  }

  #began(w: Waiter, wait: Wait): void {
    this.#begun.set(w, wait);
    this.#waits.set(w, wait);
  }
}

// By its id, since a function that returns a generator changes its record.
function hasEnded(owner: Owner): boolean {
  return !lives(owner) && !liveGoroutines().some((g) => g.id === owner.id);
}

function waitText({ reason, on }: Wait): string {
  return on.length === 0 ? reason : `${reason} on ${on.join(", ")}`;
}

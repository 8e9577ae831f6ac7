// Laws of simulations, on random small programs: goroutines of both kinds that send, receive, sleep and
// give way, on a few channels.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as gen from "../../src/gen.ts";
import { type Chan, chan, Gosched, go, now, sleep, WaitGroup } from "../../src/index.ts";
import { record, simulate } from "../../src/testing/index.ts";

type Action =
  | { readonly does: "send"; readonly channel: number }
  | { readonly does: "receive"; readonly channel: number }
  | { readonly does: "select"; readonly channels: readonly number[] }
  | { readonly does: "sleep"; readonly ms: number }
  | { readonly does: "give way" };

interface Script {
  readonly kind: "async" | "generator";
  readonly actions: readonly Action[];
}

interface Sketch {
  readonly capacities: readonly number[];
  readonly scripts: readonly Script[];
}

const channel = fc.nat({ max: 2 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ does: fc.constant("send" as const), channel }),
  fc.record({ does: fc.constant("receive" as const), channel }),
  fc.record({ does: fc.constant("select" as const), channels: fc.uniqueArray(channel, { minLength: 1 }) }),
  fc.record({ does: fc.constant("sleep" as const), ms: fc.nat({ max: 3 }) }),
  fc.record({ does: fc.constant("give way" as const) }),
);
const sketch: fc.Arbitrary<Sketch> = fc.record({
  capacities: fc.array(fc.nat({ max: 2 }), { minLength: 3, maxLength: 3 }),
  scripts: fc.array(
    fc.record({
      kind: fc.constantFrom("async" as const, "generator" as const),
      actions: fc.array(action, { maxLength: 6 }),
    }),
    { minLength: 1, maxLength: 5 },
  ),
});
const seed = fc.nat({ max: 0xffff_ffff });

/** What a run of a sketch saw. */
class Ledger {
  readonly sent: string[] = [];
  readonly received: string[] = [];
  readonly timesMs: number[] = [];
  channels: Chan<string>[] = [];
  #next = 0;

  /** A value that no other send has. */
  value(): string {
    return `value ${this.#next++}`;
  }

  moment(): void {
    this.timesMs.push(now());
  }

  /** A send counts once it has completed, a receive when it has a value. */
  took(value: string | undefined): void {
    if (value !== undefined) this.received.push(value);
  }
}

async function playAsync(ledger: Ledger, actions: readonly Action[]): Promise<void> {
  for (const a of actions) {
    ledger.moment();
    if (a.does === "send") {
      const value = ledger.value();
      await ledger.channels[a.channel]?.send(value);
      ledger.sent.push(value);
    } else if (a.does === "receive") ledger.took(await ledger.channels[a.channel]?.recv());
    else if (a.does === "select") {
      const cases = Object.fromEntries(a.channels.map((c) => [c, gen.recv(ledger.channels[c])]));
      ledger.took((await gen2async(cases)).value);
    } else if (a.does === "sleep") await sleep(a.ms);
    else await Gosched();
  }
}

// The soak: threads are killed at random while values flow between them, and every value is accounted for.
// It was received once, or it was not received since the thread that sent it or the one that received it was
// killed, or since the channel broke when one was. Nobody is left waiting.

import { setImmediate as turn } from "node:timers/promises";
import { home, SharedChannel, type StartedThread } from "../../../src/workers/index.ts";
import { BROKEN, type Ledger, NEXT, type Part, RECEIVED, STOP, startPart } from "./threads.ts";

export interface Scene {
  readonly capacity: number;
  readonly kills: number;
  readonly random: (below: number) => number;
}

export interface Account {
  readonly received: number;
  readonly kills: number;
  /** Sent, and never received. */
  readonly lost: number;
  readonly isBroken: boolean;
  /** What is wrong, in words; empty where nothing is. */
  readonly faults: readonly string[];
}

const MOST_VALUES = 1 << 20;
const MANNERS = ["blocking", "async"] as const;

function words(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * 4));
}

/** One thread of the scene. */
interface Running {
  readonly part: Part;
  readonly thread: StartedThread;
  readonly ended: Promise<void>;
}

class Soak {
  readonly #scene: Scene;
  readonly #channel: SharedChannel<number>;
  readonly #ledger: Ledger = {
    begun: words(MOST_VALUES),
    sent: words(MOST_VALUES),
    received: words(MOST_VALUES),
    counts: words(4),
  };
  #running: Running[] = [];
  #consumersKilled = 0;
  #producersKilled = 0;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#channel = SharedChannel.make<number>(home(), scene.capacity);
  }

  async run(): Promise<Account> {
    for (const manner of MANNERS) {
      this.#start("produce", manner);
      this.#start("consume", manner);
    }
    for (let kill = 0; kill < this.#scene.kills && !this.#isBroken; kill++) {
      await this.#progress(1 + this.#scene.random(2000));
      await this.#killOne();
    }
    await this.#progress(100);
    Atomics.store(this.#ledger.counts, STOP, 1);
    await this.#allEnd("produce");
    if (!this.#isBroken) this.#channel.close();
    await this.#allEnd("consume");
    return this.#account();
  }

  get #isBroken(): boolean {
    return Atomics.load(this.#ledger.counts, BROKEN) > 0;
  }

  #start(does: Part["does"], manner: Part["manner"]): void {
    const part: Part = { does, manner, channel: this.#channel.address, ledger: this.#ledger };
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const thread = startPart(part, `${does}, ${manner}`, () => {
      this.#running = this.#running.filter((each) => each.thread !== thread);
      end();
    });
    this.#running.push({ part, thread, ended });
  }

  // Until so many values more were received, or none will be.
  async #progress(more: number): Promise<void> {
    const target = Atomics.load(this.#ledger.counts, RECEIVED) + more;
    while (Atomics.load(this.#ledger.counts, RECEIVED) < target && !this.#isBroken) await turn();
  }

  async #killOne(): Promise<void> {
    const { part, thread, ended } = this.#running[
      this.#scene.random(this.#running.length)
    ] as Running;
    if (part.does === "consume") this.#consumersKilled++;
    else this.#producersKilled++;
    await thread.terminate();
    await ended;
    this.#start(part.does, part.manner);
  }

  async #allEnd(does: Part["does"]): Promise<void> {
    await Promise.all(this.#running.filter((each) => each.part.does === does).map((e) => e.ended));
  }

  #account(): Account {
    const { begun, sent, received, counts } = this.#ledger;
    const faults: string[] = [];
    let lost = 0;
    let unsure = 0;
    for (let value = 0; value < Math.min(Atomics.load(counts, NEXT), MOST_VALUES); value++) {
      const times = received[value] as number;
      if (times > 1) faults.push(`value ${value} was received ${times} times`);
      if (times === 1 && begun[value] === 0) faults.push(`value ${value} came from nowhere`);
      if (times === 0 && sent[value] === 1) lost++;
      if (times === 1 && sent[value] === 0) unsure++;
    }
    // A consumer that is killed may have one value that it has not written down.
    if (!this.#isBroken && lost > this.#consumersKilled) {
      faults.push(`${lost} values lost, and ${this.#consumersKilled} consumers killed`);
    }
    // A producer likewise. (Where the channel breaks, its senders are not told what became of theirs.)
    const tellers = this.#producersKilled + Atomics.load(counts, BROKEN);
    if (unsure > tellers) faults.push(`${unsure} values received that nobody has sent`);
    return {
      received: Atomics.load(counts, RECEIVED),
      kills: this.#consumersKilled + this.#producersKilled,
      lost,
      isBroken: this.#isBroken,
      faults,
    };
  }
}

/** Plays one scene to its end. */
export async function soak(scene: Scene): Promise<Account> {
  const alive = setInterval(() => {}, 1000); // the threads do not keep the process alive
  try {
    return await new Soak(scene).run();
  } finally {
    clearInterval(alive);
  }
}

/** Numbers from 0 to below `below`, the same for the same seed. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

// Clients that write and read while nodes are killed, and what they were told: afterwards every key is
// read, and the whole history must be linearizable. A change that was acknowledged and lost would be read
// as it was before, which no order explains.
//
// Invariants:
// - A client asks for one thing at a time, and takes down what it was told.
// - Each key is used for a while and then left, so that histories stay short enough to be judged; it is
//   read again at the end, when what was acknowledged long ago must still be there.

import { KvClient } from "../../../src/raft/kv/client.ts";
import { KvTimeoutError, SessionExpiredError } from "../../../src/raft/kv/errors.ts";
import { type Call, History } from "../../../src/raft/simulation/history.ts";
import { checkLinearizability } from "../../../src/raft/simulation/linearizability.ts";
import type { NodeProcess } from "./node-process.ts";

export interface KillOrdealOptions {
  readonly nodes: readonly NodeProcess[];
  readonly addresses: readonly string[];
  readonly kills: number;
  readonly clients: number;
  /** A whole number below n. */
  readonly draw: (n: number) => number;
  /** Answers that are waited for between a kill and a restart, and between that and the next kill. */
  readonly answersBetween: number;
  readonly onKill?: (killed: number, of: readonly number[]) => void;
}

export interface KillOrdealReport {
  readonly kills: number;
  readonly answered: number;
  readonly unknown: number;
  readonly keys: number;
}

const keysAtOnce = 6;
const callsOfKeys = 900;

/** Throws LinearizabilityError where the history cannot be explained. All nodes are up at the end. */
export async function runKillOrdeal(options: KillOrdealOptions): Promise<KillOrdealReport> {
  const ordeal = new KillOrdeal(options);
  await Promise.all(options.nodes.map((node) => node.start()));
  const clients = Array.from({ length: options.clients }, (_, id) => ordeal.client(id + 1));
  await Promise.all([
    ordeal.kill().finally(() => {
      ordeal.over = true;
    }),
    ...clients,
  ]);
  await ordeal.readAll();
  checkLinearizability(ordeal.history.operations());
  return ordeal.report();
}

class KillOrdeal {
  readonly history: History = new History();
  readonly #options: KillOrdealOptions;
  readonly #keys: Set<string> = new Set();
  over = false;
  #kills = 0;
  #calls = 0;
  #answered = 0;
  #unknown = 0;
  /** Resolves when that many answers have come. */
  #awaited: { readonly answers: number; readonly resolve: () => void } | null = null;

  constructor(options: KillOrdealOptions) {
    this.#options = options;
  }

  report(): KillOrdealReport {
    const { size: keys } = this.#keys;
    return { kills: this.#kills, answered: this.#answered, unknown: this.#unknown, keys };
  }

  async kill(): Promise<void> {
    const { kills, nodes, draw, answersBetween, onKill } = this.#options;
    await this.#answers(answersBetween);
    while (this.#kills < kills) {
      // Mostly one, whose work the others take over; now and then all, and disks alone remember.
      const victims = draw(5) === 0 ? nodes : [nodes[draw(nodes.length)] as NodeProcess];
      await Promise.all(victims.map((node) => node.kill()));
      this.#kills += victims.length;
      onKill?.(
        this.#kills,
        victims.map(({ id }) => id),
      );
      if (victims.length < nodes.length) await this.#answers(answersBetween);
      await Promise.all(victims.map((node) => node.start()));
      await this.#answers(answersBetween);
    }
  }

  async client(id: number): Promise<void> {
    const client = new KvClient({ nodes: this.#options.addresses, timeoutMs: 60_000 });
    const lastSeen = new Map<string, string | null>();
    for (let n = 0; !this.over; n++) {
      const call = this.#drawCall(`${id}.${n}`, lastSeen);
      await this.#perform(client, id, call, lastSeen);
      await new Promise((resolve) => setTimeout(resolve, this.#options.draw(8)));
    }
    client.close();
  }

  /** Reads every key that was ever used, at a time when all is well. */
  async readAll(): Promise<void> {
    const client = new KvClient({ nodes: this.#options.addresses, timeoutMs: 60_000 });
    for (const key of this.#keys) await this.#perform(client, 0, { kind: "get", key }, new Map());
    client.close();
  }

  #drawCall(value: string, lastSeen: ReadonlyMap<string, string | null>): Call {
    const { draw } = this.#options;
    const spell = Math.floor(this.#calls++ / callsOfKeys);
    const key = `key-${spell * keysAtOnce + draw(keysAtOnce)}`;
    this.#keys.add(key);
    const dice = draw(10);
    if (dice < 4) return { kind: "get", key };
    if (dice < 7) return { kind: "set", key, value };
    return { kind: "swap", key, expected: lastSeen.get(key) ?? null, value };
  }

  async #perform(
    client: KvClient,
    id: number,
    call: Call,
    lastSeen: Map<string, string | null>,
  ): Promise<void> {
    const number = this.history.call(id, call);
    try {
      const answer = await ask(client, call);
      this.history.answered(number, answer);
      if (call.kind === "get") lastSeen.set(call.key, answer as string | null);
      this.#answered++;
    } catch (error) {
      if (!(error instanceof KvTimeoutError || error instanceof SessionExpiredError)) throw error;
      if (call.kind === "get") this.history.dropped(number);
      this.#unknown++;
    }
    if (this.#awaited !== null && this.#answered >= this.#awaited.answers) {
      this.#awaited.resolve();
      this.#awaited = null;
    }
  }

  #answers(more: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { answers: this.#answered + more, resolve };
    });
  }
}

async function ask(client: KvClient, call: Call): Promise<string | null | boolean> {
  switch (call.kind) {
    case "get":
      return client.getText(call.key);
    case "set":
      await client.set(call.key, call.value);
      return true;
    case "swap":
      return client.compareAndSwap(call.key, call.expected, call.value);
  }
}

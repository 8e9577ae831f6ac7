/** A cluster whose nodes have a worker thread each, and reach each other by shared channels. */

import { go } from "goroutine-kit";
import { GOMAXPROCS, type SharedChan, sharedChan } from "goroutine-kit/parallel";
import type { Cluster, ClusterSettings } from "./cluster.ts";
import { LeaderLostError } from "./leader-lost.ts";
import type { Tally } from "./ledger.ts";
import type { Loaded } from "./load.ts";
import { addTraffic, NO_TRAFFIC, type Traffic } from "./traffic.ts";
import { type Answer, type Request, runNode } from "./worker-node.ts";

/** How many messages an inbox has room for. */
const INBOX_MESSAGES = 4_096;

/** A node on another thread. */
class RemoteNode {
  readonly id: number;
  readonly #requests: SharedChan<Request> = sharedChan<Request>(1);
  readonly #answers: SharedChan<Answer> = sharedChan<Answer>(1);

  constructor(settings: ClusterSettings, id: number, inboxes: SharedChan<Uint8Array>[]) {
    this.id = id;
    go(runNode, settings, id, inboxes, this.#requests, this.#answers);
  }

  /** One thing at a time: the next once this is answered. */
  async ask<T>(request: Request): Promise<T> {
    await this.#requests.send(request);
    const answer = await this.#answers.recv();
    if (answer === undefined) throw new Error(`node ${this.id} has ended`);
    if ("value" in answer) return answer.value as T;
    const message = `node ${this.id}: ${answer.error}`;
    throw answer.lost ? new LeaderLostError(message) : new Error(message);
  }
}

export class WorkerThreadsCluster implements Cluster {
  readonly settings: ClusterSettings;
  #sequences: readonly number[];
  #nodes: RemoteNode[] = [];
  #leader: RemoteNode | null = null;

  constructor(settings: ClusterSettings) {
    this.settings = settings;
    this.#sequences = new Array<number>(settings.clients).fill(0);
  }

  async start(): Promise<void> {
    const { nodes } = this.settings;
    GOMAXPROCS(nodes);
    const inboxes = Array.from({ length: nodes }, () => sharedChan<Uint8Array>(INBOX_MESSAGES));
    for (let id = 1; id <= nodes; id++)
      this.#nodes.push(new RemoteNode(this.settings, id, inboxes));
    await this.#askAll({ ask: "start" });
  }

  async leader(): Promise<number | null> {
    let latest = 0;
    for (const node of this.#nodes) {
      const { role, term } = await node.ask<{ role: string; term: number }>({ ask: "status" });
      if (role !== "leader" || term < latest) continue;
      latest = term;
      this.#leader = node;
    }
    return latest === 0 ? null : (this.#leader?.id ?? null);
  }

  propose(command: Uint8Array): Promise<number> {
    return this.#leading().ask<number>({ ask: "propose", command });
  }

  async load(durationMs: number): Promise<Loaded> {
    const request: Request = { ask: "load", sequences: this.#sequences, durationMs };
    const { loaded, sequences } = await this.#leading().ask<{
      loaded: Loaded;
      sequences: readonly number[];
    }>(request);
    this.#sequences = sequences;
    return loaded;
  }

  stopLeader(): void {
    const leader = this.#leading();
    this.#nodes = this.#nodes.filter((node) => node !== leader);
    this.#leader = null;
    go(() => leader.ask({ ask: "stop" }));
  }

  tallies(): Promise<readonly Tally[]> {
    return this.#askAll<Tally>({ ask: "tally" });
  }

  async weigh(how: "each" | "none"): Promise<void> {
    await this.#askAll({ ask: "weigh", how });
  }

  async traffic(): Promise<Traffic> {
    return (await this.#askAll<Traffic>({ ask: "traffic" })).reduce(addTraffic, NO_TRAFFIC);
  }

  async stop(): Promise<void> {
    await this.#askAll({ ask: "stop" });
  }

  #askAll<T>(request: Request): Promise<T[]> {
    return Promise.all(this.#nodes.map((node) => node.ask<T>(request)));
  }

  #leading(): RemoteNode {
    if (this.#leader === null) throw new Error("no node leads");
    return this.#leader;
  }
}

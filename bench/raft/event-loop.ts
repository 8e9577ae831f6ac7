/** A cluster whose nodes share one thread and its event loop, and reach each other in memory. */

import { MemoryNetwork } from "goroutine-kit/raft/transport";
import type { Cluster, ClusterSettings } from "./cluster.ts";
import type { Tally } from "./ledger.ts";
import { Clients, type Loaded } from "./load.ts";
import { type Member, newMember } from "./member.ts";
import { addTraffic, NO_TRAFFIC, type Traffic } from "./traffic.ts";

export class EventLoopCluster implements Cluster {
  readonly settings: ClusterSettings;
  readonly #network: MemoryNetwork = new MemoryNetwork();
  readonly #clients: Clients;
  #members: Member[] = [];
  #leader: Member | null = null;
  #stopping: Promise<void> = Promise.resolve();

  constructor(settings: ClusterSettings) {
    this.settings = settings;
    this.#clients = Clients.of(settings.clients);
  }

  async start(): Promise<void> {
    for (let id = 1; id <= this.settings.nodes; id++)
      this.#members.push(await newMember(this.settings, id, this.#network.endpoint(id)));
    await Promise.all(this.#members.map(({ node }) => node.start()));
  }

  async leader(): Promise<number | null> {
    let latest = 0;
    for (const member of this.#members) {
      const { role, term } = await member.node.status();
      if (role !== "leader" || term < latest) continue;
      latest = term;
      this.#leader = member;
    }
    return latest === 0 ? null : (this.#leader?.node.id ?? null);
  }

  propose(command: Uint8Array): Promise<number> {
    return this.#leading().node.propose(command);
  }

  load(durationMs: number): Promise<Loaded> {
    const { node } = this.#leading();
    return this.#clients.run((command) => node.propose(command), durationMs);
  }

  stopLeader(): void {
    const leader = this.#leading();
    this.#members = this.#members.filter((member) => member !== leader);
    this.#leader = null;
    this.#stopping = leader.node.stop();
  }

  async tallies(): Promise<readonly Tally[]> {
    return this.#members.map(({ ledger }) => ledger.tally);
  }

  async weigh(how: "each" | "none"): Promise<void> {
    for (const { transport } of this.#members) transport.weighing = how;
  }

  async traffic(): Promise<Traffic> {
    return this.#members.map(({ transport }) => transport.traffic).reduce(addTraffic, NO_TRAFFIC);
  }

  async stop(): Promise<void> {
    await Promise.all([this.#stopping, ...this.#members.map(({ node }) => node.stop())]);
  }

  #leading(): Member {
    if (this.#leader === null) throw new Error("no node leads");
    return this.#leader;
  }
}

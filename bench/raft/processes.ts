/**
 * A cluster whose nodes are processes of this machine, over TCP, with their logs on disk: `raft serve` of the
 * package, loaded by one client that has many commands under way. Each client of the load sets a key of its
 * own to its command, so the keys say which commands were applied last.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { KvClient } from "goroutine-kit/raft/kv";
import type { Cluster, ClusterSettings } from "./cluster.ts";
import { sequenceOf, type Tally } from "./ledger.ts";
import { Clients, type Loaded } from "./load.ts";
import { NO_TRAFFIC, type Traffic } from "./traffic.ts";

const MANIFEST = fileURLToPath(import.meta.resolve("goroutine-kit/package.json"));

export class ProcessesCluster implements Cluster {
  readonly settings: ClusterSettings;
  readonly #clients: Clients;
  #processes: ChildProcess[] = [];
  /** One, once the cluster has started. */
  readonly #connections: KvClient[] = [];

  constructor(settings: ClusterSettings) {
    this.settings = settings;
    this.#clients = Clients.of(settings.clients);
  }

  async start(): Promise<void> {
    const { nodes, folder, idiom } = this.settings;
    const addresses = (await freePorts(nodes)).map((port) => `127.0.0.1:${port}`);
    const peers = addresses.map((address, i) => `${i + 1}=${address}`).join(",");
    const program = join(MANIFEST, "..", "dist", "cli", "raft", "serve.js");
    this.#processes = addresses.map((_, i) => {
      const id = `${i + 1}`;
      const args = ["--id", id, "--data", join(folder, id), "--peers", peers, "--twin", idiom];
      return spawn(process.execPath, [program, ...args], { stdio: "ignore" });
    });
    this.#connections.push(
      new KvClient({ nodes: addresses, timeoutMs: 30_000, maxOutstanding: 256 }),
    );
  }

  /** Which node leads, the client finds out: it is asked for something, and waits for the answer. */
  async leader(): Promise<number> {
    await this.#connected().get("leader");
    return 1;
  }

  propose(command: Uint8Array): Promise<number> {
    const [low = 0, high = 0] = command;
    return this.#connected().set(`client-${low + high * 256}`, command);
  }

  load(durationMs: number): Promise<Loaded> {
    return this.#clients.run((command) => this.propose(command), durationMs);
  }

  stopLeader(): void {
    throw new Error("processes are not asked to fail over");
  }

  /** What all keys together tell: each holds how many commands its client has had applied. */
  async tallies(): Promise<readonly Tally[]> {
    const entries = await this.#connected().list("client-", { limit: 1_000 });
    const count = entries.reduce((sum, { value }) => sum + sequenceOf(value), 0);
    return [{ count, disorder: 0, sum: 0 }];
  }

  async weigh(): Promise<void> {
    // The processes count for themselves, and tell nobody here.
  }

  async traffic(): Promise<Traffic> {
    return NO_TRAFFIC;
  }

  async stop(): Promise<void> {
    for (const client of this.#connections) client.close();
    for (const server of this.#processes) server.kill("SIGKILL");
    const running = this.#processes.filter(({ exitCode }) => exitCode === null);
    await Promise.all(running.map((server) => once(server, "exit")));
  }

  #connected(): KvClient {
    const [client] = this.#connections;
    if (client === undefined) throw new Error("the cluster has not started");
    return client;
  }
}

/** Ports that nobody listens at now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

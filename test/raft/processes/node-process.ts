// Nodes of Raft as processes of their own, started by the command that users start them by, and killed
// without warning.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const command = join(root, "src/cli/raft/serve.ts");

/** Ports that nobody listens at now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

export class NodeProcess {
  readonly id: number;
  readonly #args: readonly string[];
  #child: ChildProcess | null = null;
  /** What it has said in this life. */
  said = "";

  constructor(id: number, args: readonly string[]) {
    this.id = id;
    this.#args = ["--import", "tsx", command, "--id", String(id), ...args];
  }

  get up(): boolean {
    return this.#child !== null;
  }

  /** Starts it, and waits until it says that it is ready; rejects if it ends before. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#args, { cwd: root, stdio: "pipe" });
    this.#child = child;
    this.said = "";
    await new Promise<void>((resolve, reject) => {
      const hear = (text: Buffer) => {
        this.said += text;
        if (this.said.includes(": ready")) resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", () => reject(new Error(`node ${this.id} has ended: ${this.said}`)));
    });
  }

  /** Ends it as it stands: kill -9. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Asks it to stop, and gives its exit status. */
  async stop(): Promise<number | null> {
    return this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === null) return null;
    this.#child = null;
    const ended = once(child, "exit");
    child.kill(signal);
    const [status] = (await ended) as [number | null];
    return status;
  }
}

/** Nodes 1 to `count` of one cluster, with their data in folders under `base`; none is started. */
export async function processCluster(
  base: string,
  count: number,
  more: readonly string[],
): Promise<{ readonly nodes: readonly NodeProcess[]; readonly addresses: readonly string[] }> {
  const addresses = (await freePorts(count)).map((port) => `127.0.0.1:${port}`);
  const peers = addresses.map((address, at) => `${at + 1}=${address}`).join(",");
  const nodes = addresses.map(
    (_, at) =>
      new NodeProcess(at + 1, ["--data", join(base, String(at + 1)), "--peers", peers, ...more]),
  );
  return { nodes, addresses };
}

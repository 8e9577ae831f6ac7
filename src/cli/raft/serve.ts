/**
 * `raft serve`: one node of a replicated key-value store, until it is told to stop. Exit status: 0, told to
 * stop; 1, it cannot start or has failed; 2, the command line is wrong.
 */

import process from "node:process";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { newNode as newCspNode } from "../../raft/csp/node.ts";
import { KvServer, type KvServerOptions } from "../../raft/kv/server.ts";
import { OptionError } from "../../raft/rules/index.ts";
import { DiskStorage } from "../../raft/storage/disk.ts";
import { nodeDirectory } from "../../raft/storage/node-directory.ts";
import { newNode as newThreadsNode } from "../../raft/threads/node.ts";
import { type Address, describeAddress, parseAddress } from "../../raft/transport/address.ts";
import { AddressError } from "../../raft/transport/errors.ts";

const HELP = `usage: raft serve --id N --data DIR --peers N=HOST:PORT,... [options]

Serves one node of a replicated key-value store. What it acknowledges is on the disks of a majority.

  --id N                  which of the nodes this is
  --data DIR              where it keeps its log and snapshots; made if it is not there
  --peers 1=HOST:PORT,..  where each node is called by the others, this one among them
  --listen HOST:PORT      where this node listens, if not where it is called
  --http HOST:PORT        serve HTTP there: /kv/KEY, /watch, /status, and a page at /
  --join                  wait to be taken into a cluster that is there: PUT /members/N at one of its nodes
  --cluster NAME          nodes and clients of another cluster are refused (default goroutine-kit)
  --twin csp|threads      the idiom that the node is written in (default csp)
  --election-timeout-ms N (default 1000)
  --heartbeat-ms N        (default 100)
  --snapshot-every N      entries between two snapshots (default 100000)
  --help                  this text
`;

/** Where the command writes; the process's own streams unless a caller passes others. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Each twin by its name. */
const twins: Readonly<Record<string, KvServerOptions["makeNode"]>> = {
  csp: newCspNode,
  threads: newThreadsNode,
};

/** How often a node that runs is asked whether it still does. */
const lookMs = 1_000;

/**
 * Runs the command until the signal aborts, and gives its exit status. Rejects only with what is a fault of
 * this program.
 */
export async function serve(
  args: readonly string[],
  { out, err }: Output,
  stop: AbortSignal,
): Promise<number> {
  const read = readArguments(args);
  if ("fault" in read) {
    err(`raft serve: ${read.fault}\n\n${HELP}`);
    return 2;
  }
  if (read.help) {
    out(HELP);
    return 0;
  }
  const { id, data, twin, options } = read;
  const say = (text: string) => out(`node ${id}: ${text}\n`);
  try {
    const storage = new DiskStorage(nodeDirectory(data), {
      onTornTail: ({ file, offset, bytesCut }) =>
        say(
          `cut ${bytesCut} bytes at byte ${offset} of ${file}, which a crash had left unfinished`,
        ),
    });
    const server = new KvServer({
      ...options,
      id,
      storage,
      observer: {
        connected: (node) => say(`connected to node ${node}`),
        disconnected: (node, reason) => say(`not connected to node ${node}: ${reason}`),
        left: (remote, node, reason) => {
          if (node === null) say(`a stream from ${remote} ended: ${reason}`);
        },
      },
    });
    await server.start();
    const http =
      server.httpAddress === null ? "" : `, http://${describeAddress(server.httpAddress)}`;
    say(`ready (${twin}) at ${describeAddress(server.transport.address)}${http}`);
    await untilItEnds(server, stop);
    await server.stop();
    say("stopped");
    return 0;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    err(`raft serve: node ${id}: ${error.message}\n`);
    return error instanceof OptionError ? 2 : 1;
  }
}

/** Resolves when the signal aborts or the node has failed. */
async function untilItEnds({ node }: KvServer, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        stop.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, lookMs);
      stop.addEventListener("abort", done);
    });
    try {
      await node.status();
    } catch {
      return;
    }
  }
}

interface Served {
  readonly help: boolean;
  readonly id: number;
  readonly data: string;
  readonly twin: string;
  readonly options: Omit<KvServerOptions, "id" | "storage">;
}

function readArguments(args: readonly string[]): Served | { readonly fault: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        id: { type: "string" },
        data: { type: "string" },
        peers: { type: "string" },
        listen: { type: "string" },
        http: { type: "string" },
        join: { type: "boolean", default: false },
        cluster: { type: "string" },
        twin: { type: "string", default: "csp" },
        "election-timeout-ms": { type: "string" },
        "heartbeat-ms": { type: "string" },
        "snapshot-every": { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
    const { help, data = "", twin, http, cluster } = values;
    const makeNode = twins[twin];
    if (help) return { help, id: 0, data, twin, options: {} as Served["options"] };
    for (const name of ["id", "data", "peers"] as const)
      if (values[name] === undefined) return { fault: `--${name} is missing` };
    if (makeNode === undefined)
      return { fault: `--twin is ${twin}; there are ${Object.keys(twins).join(", ")}` };
    const id = whole("--id", values.id as string);
    const peers = peersOf(values.peers as string);
    const own = peers.get(id);
    if (own === undefined) return { fault: `--peers does not say where node ${id} is called` };
    const listen = values.listen === undefined ? own : parseAddress(values.listen);
    const numbers = {
      electionTimeoutMs: values["election-timeout-ms"],
      heartbeatMs: values["heartbeat-ms"],
      snapshotEveryEntries: values["snapshot-every"],
    };
    const options: Served["options"] = {
      makeNode,
      listen,
      advertise: describeAddress(own),
      peers,
      membership: values.join ? "joiner" : "founder",
      ...(http === undefined ? {} : { http: parseAddress(http) }),
      ...(cluster === undefined ? {} : { cluster }),
      ...wholes(numbers),
    };
    return { help, id, data, twin, options };
  } catch (error) {
    if (error instanceof TypeError || error instanceof AddressError || error instanceof FaultError)
      return { fault: error.message };
    throw error;
  }
}

/** The command line says what cannot be. */
class FaultError extends Error {}

/** `1=host:port,2=host:port`. */
function peersOf(text: string): ReadonlyMap<number, Address> {
  const peers = new Map<number, Address>();
  for (const part of text.split(",")) {
    const [id = "", address = ""] = part.split("=");
    peers.set(whole("a node in --peers", id), parseAddress(address));
  }
  return peers;
}

function wholes(texts: Readonly<Record<string, string | undefined>>): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const [name, text] of Object.entries(texts))
    if (text !== undefined) numbers[name] = whole(name, text);
  return numbers;
}

function whole(what: string, text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new FaultError(`${what} is ${JSON.stringify(text)}; a whole number from 1 up is needed`);
  return Number(text);
}

const program = process.argv[1];
if (program !== undefined && import.meta.url === pathToFileURL(program).href) {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  const output = {
    out: (text: string) => process.stdout.write(text),
    err: (text: string) => process.stderr.write(text),
  };
  process.exitCode = await serve(process.argv.slice(2), output, stop.signal);
}

/**
 * Traces of a real cluster for the report: five nodes in virtual time, their first election, and what
 * follows when the leader loses its power. A seed makes it the same on every machine.
 */

import { newNode } from "../../raft/csp/node.ts";
import { describeMessage, type Message, type NodeId, type Role } from "../../raft/rules/index.ts";
import { Cluster } from "../../raft/simulation/cluster.ts";
import { encodeCommand } from "../../raft/simulation/registers.ts";
import { pause } from "../../raft/simulation/waiting.ts";
import type { Transport } from "../../raft/transport/transport.ts";
import type { RoleSpan, Trace, TraceMark, TraceMessage } from "../../report/trace/trace.ts";
import { now } from "../../runtime/clock.ts";
import { simulate } from "../../testing/index.ts";

const SEED = 4;
const NODES: readonly NodeId[] = [1, 2, 3, 4, 5];

/** How long the cluster is watched before and after what happens. */
const BEFORE_MS = 30;
const AFTER_MS = 25;

/** Slow enough that messages are seen to travel. */
const network = {
  dropRate: 0,
  duplicateRate: 0,
  reorderRate: 0,
  reorderMs: 0,
  minDelayMs: 3,
  maxDelayMs: 9,
};

export interface Traces {
  readonly election: Trace;
  readonly failover: Trace;
}

/** Runs the cluster and gives both traces. */
export async function recordTraces(): Promise<Traces> {
  const recorder = new Recorder();
  const times = await simulate(SEED, () => live(recorder));
  const whole = { seed: SEED, nodes: NODES, ...recorder.seen(times.endMs) };
  return {
    election: { ...whole, title: "An election", fromMs: times.startMs, toMs: times.electedMs },
    failover: { ...whole, title: "A failover", fromMs: times.crashMs, toMs: times.endMs },
  };
}

interface Times {
  readonly startMs: number;
  readonly electedMs: number;
  readonly crashMs: number;
  readonly endMs: number;
}

async function live(recorder: Recorder): Promise<Times> {
  const cluster = new Cluster({
    makeNode: (options) => {
      const { observer, transport, id } = options;
      recorder.starts(id);
      return newNode({
        ...options,
        transport: recorder.watch(transport),
        observer: {
          turned(raft, effects) {
            recorder.turned(id, raft.role, raft.term);
            observer?.turned(raft, effects);
          },
        },
      });
    },
    voters: NODES.length,
    syncMs: [0.5, 2],
    network,
  });
  const startMs = now();
  await cluster.startAll();
  const { id } = await cluster.leader();
  await cluster.settle(NODES);
  const electedMs = now() + AFTER_MS;
  const command = encodeCommand({ kind: "set", key: "x", value: "1" });
  await pause(AFTER_MS);
  await cluster.node(id).propose(command);
  await cluster.settle(NODES);
  await pause(BEFORE_MS * 4);
  const crashMs = now() - BEFORE_MS;
  recorder.goesDown(id);
  await cluster.crash(id);
  const next = await cluster.leader();
  await cluster.node(next.id).propose(command);
  await cluster.settle(NODES.filter((each) => each !== id));
  await pause(AFTER_MS);
  const endMs = now();
  await cluster.stopAll();
  return { startMs, electedMs, crashMs, endMs };
}

/** Takes down what happens. */
class Recorder {
  readonly #ended: RoleSpan[] = [];
  readonly #present: Map<NodeId, Omit<RoleSpan, "toMs">> = new Map();
  readonly #messages: TraceMessage[] = [];
  readonly #underWay: Map<Message, number> = new Map();
  readonly #marks: TraceMark[] = [];

  starts(node: NodeId): void {
    this.#becomes(node, "follower", 0);
  }

  goesDown(node: NodeId): void {
    this.#marks.push({ node, ms: now(), text: "loses its power" });
    this.#becomes(node, "down", 0);
  }

  turned(node: NodeId, role: Role, term: number): void {
    const present = this.#present.get(node);
    if (present?.role === "down") return;
    if (present?.role !== role || present.term !== term) this.#becomes(node, role, term);
  }

  /** The transport, with all that passes taken down. */
  watch(transport: Transport): Transport {
    return {
      open: (receiver) =>
        transport.open({
          deliver: (message) => {
            this.#arrives(message);
            receiver.deliver(message);
          },
          unreachable: (node) => receiver.unreachable(node),
        }),
      send: (message) => {
        this.#underWay.set(message, now());
        transport.send(message);
      },
      close: () => transport.close(),
    };
  }

  /** All that was seen until then. */
  seen(endMs: number): Pick<Trace, "roles" | "messages" | "marks"> {
    const last = [...this.#present.values()].map((span) => ({ ...span, toMs: endMs }));
    const lost = [...this.#underWay].map(([message, sentMs]) => told(message, sentMs, null));
    return {
      roles: [...this.#ended, ...last],
      messages: [...this.#messages, ...lost],
      marks: this.#marks,
    };
  }

  #becomes(node: NodeId, role: RoleSpan["role"], term: number): void {
    const before = this.#present.get(node);
    if (before !== undefined) this.#ended.push({ ...before, toMs: now() });
    this.#present.set(node, { node, role, term, fromMs: now() });
  }

  #arrives(message: Message): void {
    const sentMs = this.#underWay.get(message);
    if (sentMs === undefined) return;
    this.#underWay.delete(message);
    this.#messages.push(told(message, sentMs, now()));
  }
}

function told(message: Message, sentMs: number, arrivedMs: number | null): TraceMessage {
  const { from, to, kind, term } = message;
  return { from, to, kind, term, sentMs, arrivedMs, text: describeMessage(message) };
}

/**
 * A node on a worker thread: it does what it is asked for over a channel, one thing after another. The
 * clients that load the cluster are on the thread of the node that leads, as on an event loop they are.
 */

import type { RecvChan, SendChan } from "goroutine-kit";
import { parallel, type SharedChan } from "goroutine-kit/parallel";
import { WorkerTransport } from "goroutine-kit/raft/transport";
import type { ClusterSettings } from "./cluster.ts";
import { LeaderLostError } from "./leader-lost.ts";
import { Clients } from "./load.ts";
import { newMember } from "./member.ts";

export type Request =
  | { readonly ask: "start" | "status" | "tally" | "traffic" | "stop" }
  | { readonly ask: "propose"; readonly command: Uint8Array }
  | { readonly ask: "load"; readonly sequences: readonly number[]; readonly durationMs: number }
  | { readonly ask: "weigh"; readonly how: "each" | "none" };

/** What was asked for, or what went wrong. */
export type Answer =
  | { readonly value: unknown }
  | { readonly error: string; readonly lost: boolean };

/** Runs the node of that number until it is asked to stop. */
export const runNode = parallel(
  import.meta.url,
  async function runNode(
    settings: ClusterSettings,
    id: number,
    inboxes: SharedChan<Uint8Array>[],
    requests: RecvChan<Request>,
    answers: SendChan<Answer>,
  ): Promise<void> {
    const transport = new WorkerTransport(id, new Map(inboxes.map((inbox, i) => [i + 1, inbox])));
    const member = await newMember(settings, id, transport);
    const { node, ledger } = member;
    const carryOut = async (request: Request): Promise<unknown> => {
      switch (request.ask) {
        case "start":
          return node.start();
        case "status": {
          const { role, term } = await node.status();
          return { role, term };
        }
        case "propose":
          return node.propose(request.command);
        case "load": {
          const clients = new Clients([...request.sequences]);
          const loaded = await clients.run((command) => node.propose(command), request.durationMs);
          return { loaded, sequences: clients.sequences };
        }
        case "tally":
          return ledger.tally;
        case "traffic":
          return member.transport.traffic;
        case "weigh":
          member.transport.weighing = request.how;
          return null;
        case "stop":
          return node.stop();
      }
    };
    for await (const request of requests) {
      try {
        await answers.send({ value: (await carryOut(request)) ?? null });
      } catch (error) {
        await answers.send({ error: String(error), lost: error instanceof LeaderLostError });
      }
      if (request.ask === "stop") return;
    }
  },
);

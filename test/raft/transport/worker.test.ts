// The inboxes that nodes on worker threads share, here with all nodes on one thread: what is sent arrives,
// in order, and what cannot is lost and said.

import { describe, expect, it } from "vitest";
import { chan } from "../../../src/csp/index.ts";
import { sharedChan } from "../../../src/parallel/index.ts";
import type { Message, NodeId } from "../../../src/raft/rules/index.ts";
import { packed } from "../../../src/raft/transport/frames.ts";
import { WorkerTransport } from "../../../src/raft/transport/worker.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const inboxesOf = (nodes: number, capacity = 64) =>
  new Map(Array.from({ length: nodes }, (_, i) => [i + 1, sharedChan<Uint8Array>(capacity)]));

/** Opens the transport, and gives what it delivers and whom it says it cannot reach. */
async function opened(transport: WorkerTransport) {
  const [messages, unreachable] = [chan<Message>(1_000), chan<NodeId>(1_000)];
  await transport.open({
    deliver: (message) => void messages.trySend(message),
    unreachable: (node) => void unreachable.trySend(node),
  });
  return { messages, unreachable };
}

const heartbeat = (from: NodeId, to: NodeId, round: number): Message => {
  return { kind: "heartbeat", from, to, term: 3, commit: 1, round, sentMs: 12.5 };
};

const append: Message = {
  kind: "append",
  from: 1,
  to: 2,
  term: 3,
  prevIndex: 6,
  prevTerm: 2,
  commit: 5,
  entries: [
    { index: 7, term: 2, kind: "command", data: bytes("set x") },
    { index: 8, term: 3, kind: "noop", data: new Uint8Array(0) },
  ],
};

describe("a transport between worker threads", () => {
  it("delivers what was sent as it was, in order", async () => {
    const inboxes = inboxesOf(2);
    const [one, two] = [new WorkerTransport(1, inboxes), new WorkerTransport(2, inboxes)];
    await opened(one);
    const { messages } = await opened(two);
    const sent = [append, ...Array.from({ length: 40 }, (_, i) => heartbeat(1, 2, i))];
    for (const message of sent) one.send(message);
    const got: unknown[] = [];
    for (const _ of sent) got.push(await messages.recv());
    expect(got).toEqual(sent);
    await one.close();
    await two.close();
  });

  it("loses what finds no room, and says so", async () => {
    const inboxes = inboxesOf(2, 3);
    const one = new WorkerTransport(1, inboxes);
    const { unreachable } = await opened(one);
    for (let round = 1; round <= 5; round++) one.send(heartbeat(1, 2, round));
    expect([unreachable.tryRecv(), unreachable.tryRecv(), unreachable.tryRecv()]).toEqual([
      2,
      2,
      undefined,
    ]);
    expect(inboxes.get(2)?.len).toBe(3);
    await one.close();
  });

  it("loses what is for a node that it does not know, or whose inbox is closed", async () => {
    const inboxes = inboxesOf(2);
    const one = new WorkerTransport(1, inboxes);
    const { unreachable } = await opened(one);
    inboxes.get(2)?.close();
    one.send(heartbeat(1, 2, 1));
    one.send(heartbeat(1, 9, 1));
    expect([unreachable.tryRecv(), unreachable.tryRecv()]).toEqual([2, 9]);
    await one.close();
  });

  it.each([
    ["bytes that are no value", new Uint8Array([0xc1])],
    ["a value that is no message", packed(null)],
    ["a kind that there is not", packed([99, 1, 2, 3])],
    ["too many entries", packed([4, 1, 2, 3, 0, 0, Array.from({ length: 12 }, () => 0), 0])],
  ])("drops %s, and goes on", async (_what, nonsense) => {
    const inboxes = inboxesOf(2);
    const two = new WorkerTransport(2, inboxes, { maxEntries: 2, maxBytes: 100 });
    const { messages } = await opened(two);
    await inboxes.get(2)?.send(nonsense);
    await inboxes.get(2)?.send(packed([7, 1, 2, 3, 1, 4, 12.5]));
    expect(await messages.recv()).toEqual(heartbeat(1, 2, 4));
    await two.close();
  });

  it("leaves to the next life what came after it was closed", async () => {
    const inboxes = inboxesOf(2);
    const one = new WorkerTransport(1, inboxes);
    await opened(one);
    const former = new WorkerTransport(2, inboxes);
    const { messages: before } = await opened(former);
    await former.close();
    one.send(heartbeat(1, 2, 1));
    const next = new WorkerTransport(2, inboxes);
    const { messages } = await opened(next);
    expect(await messages.recv()).toEqual(heartbeat(1, 2, 1));
    expect(before.len).toBe(0);
    await one.close();
    one.send(heartbeat(1, 2, 2));
    expect(inboxes.get(2)?.len).toBe(0);
    await next.close();
  });

  it("refuses a node without an inbox, and an inbox without room", () => {
    expect(() => new WorkerTransport(3, inboxesOf(2))).toThrow("node 3 has no inbox among 2");
    expect(() => new WorkerTransport(1, inboxesOf(2, 0))).toThrow("node 1 has no room");
  });
});

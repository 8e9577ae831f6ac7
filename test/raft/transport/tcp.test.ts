// Nodes over TCP: messages arrive in order, and whatever a network or a stranger does to a stream, it is
// ended with a reason, and called again where it is worth it.

import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import {
  type Append,
  type Message,
  type NodeId,
  OptionError,
} from "../../../src/raft/rules/index.ts";
import { type Address, parseAddress } from "../../../src/raft/transport/address.ts";
import { AddressError } from "../../../src/raft/transport/errors.ts";
import { FrameReader, frameOf } from "../../../src/raft/transport/frames.ts";
import { valueOfHello } from "../../../src/raft/transport/handshake.ts";
import { TcpTransport } from "../../../src/raft/transport/tcp.ts";
import type { TcpOptions } from "../../../src/raft/transport/tcp-options.ts";
import { Happenings } from "./happenings.ts";

const anyPort: Address = { host: "127.0.0.1", port: 0 };
const quick = { minBackoffMs: 1, maxBackoffMs: 5, pingMs: 20, silenceMs: 1_000_000 };
const impatient = { silenceMs: 100 };
const opened: { close(): unknown }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

interface Peer {
  readonly transport: TcpTransport;
  readonly happenings: Happenings;
  readonly messages: Message[];
}

/** A node's transport, and all that is told to it or of it. */
async function open(id: NodeId, options: Partial<TcpOptions> = {}): Promise<Peer> {
  const happenings = new Happenings();
  const messages: Message[] = [];
  const transport = new TcpTransport({
    id,
    cluster: "test",
    listen: anyPort,
    observer: {
      connected: (node) => happenings.note(`connected ${node}`),
      disconnected: (node, reason) => happenings.note(`disconnected ${node}: ${reason}`),
      left: (_, node, reason) => happenings.note(`left ${node}: ${reason}`),
    },
    ...quick,
    ...options,
  });
  await transport.open({
    deliver: (message) => {
      messages.push(message);
      happenings.note(`message ${message.term}`);
    },
    unreachable: (node) => happenings.note(`unreachable ${node}`),
  });
  opened.push(transport);
  return { transport, happenings, messages };
}

/** Two nodes that are connected either way. */
async function pair(options: Partial<TcpOptions> = {}): Promise<readonly [Peer, Peer]> {
  const one = await open(1, options);
  const two = await open(2, { ...options, peers: new Map([[1, one.transport.address]]) });
  await Promise.all([one.happenings.until("connected 2"), two.happenings.until("connected 1")]);
  return [one, two];
}

const message = (from: NodeId, to: NodeId, term: number): Message => ({
  kind: "timeoutNow",
  from,
  to,
  term,
});

function append(term: number, bytes: number): Message {
  const entry = { index: 1, term, kind: "command", data: new Uint8Array(bytes) } as const;
  const ends = { prevIndex: 0, prevTerm: 0, commit: 0 };
  return { kind: "append", from: 1, to: 2, term, entries: [entry], ...ends };
}

/** A stranger's stream to a node. */
async function stranger({ port }: Address): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  opened.push({ close: () => socket.destroy() });
  await once(socket, "connect");
  socket.on("error", () => {});
  socket.resume();
  return socket;
}

const hello = (from: NodeId, to: NodeId, cluster = "test") =>
  frameOf(valueOfHello({ role: "node", cluster, from, to, address: null, service: null }));

/** What a node answers to a stranger, value by value, until it ends the stream. */
async function answers(socket: Socket): Promise<unknown[]> {
  const reader = new FrameReader(10_000);
  const values: unknown[] = [];
  socket.on("data", (bytes: Buffer) => values.push(...reader.read(new Uint8Array(bytes))));
  await once(socket, "close");
  return values;
}

describe("between two nodes", () => {
  it("messages arrive once and in order, and are counted", async () => {
    const [one, two] = await pair();
    for (let term = 1; term <= 500; term++) one.transport.send(message(1, 2, term));
    await two.happenings.until("message 500");
    expect(two.messages).toEqual(Array.from({ length: 500 }, (_, at) => message(1, 2, at + 1)));
    const [status] = one.transport.peers();
    expect(status).toMatchObject({ node: 2, connected: true, sentMessages: 500 });
    expect(status?.sentBytes).toBeGreaterThan(500 * 5);
    expect(status?.droppedMessages).toBe(0);
  });

  it("a node that is told of none answers those who call it", async () => {
    const [one, two] = await pair();
    one.transport.send(message(1, 2, 7));
    two.transport.send(message(2, 1, 8));
    await Promise.all([two.happenings.until("message 7"), one.happenings.until("message 8")]);
    expect([one.messages, two.messages]).toEqual([[message(2, 1, 8)], [message(1, 2, 7)]]);
  });

  it("a large message passes, and so does what comes after", async () => {
    const [one, two] = await pair();
    one.transport.send(append(1, 3 << 20));
    one.transport.send(message(1, 2, 2));
    await two.happenings.until("message 2");
    const [large] = two.messages as readonly Append[];
    expect(large?.entries[0]?.data.length).toBe(3 << 20);
  });

  it("nothing is delivered once a transport is closed, and closing twice does no harm", async () => {
    const [one, two] = await pair();
    await two.transport.close();
    await one.happenings.until("disconnected 2: the other end closed the connection");
    await one.happenings.until("unreachable 2");
    one.transport.send(message(1, 2, 1));
    expect(two.messages).toEqual([]);
    expect(one.transport.peers()[0]?.droppedMessages).toBe(1);
    await two.transport.close();
  });

  it("one that comes back at its address is called again", async () => {
    const [one, two] = await pair();
    const { address } = two.transport;
    await two.transport.close();
    await one.happenings.until("disconnected 2: the other end closed the connection");
    const again = await open(2, { listen: address });
    await one.happenings.until("connected 2");
    one.transport.send(message(1, 2, 3));
    await again.happenings.until("message 3");
    expect(again.messages).toEqual([message(1, 2, 3)]);
  });

  it("one that has moved is called at its new address", async () => {
    const [one, two] = await pair();
    await two.transport.close();
    const moved = await open(2);
    one.transport.setPeer(2, moved.transport.address);
    await one.happenings.until("connected 2");
    one.transport.send(message(1, 2, 4));
    await moved.happenings.until("message 4");
    expect(moved.messages).toEqual([message(1, 2, 4)]);
  });

  it("one that was removed is called no more", async () => {
    const [one] = await pair();
    one.transport.removePeer(2);
    expect(one.transport.peers()).toEqual([]);
    one.transport.send(message(1, 2, 5));
  });

  it("each learns where the other serves its clients", async () => {
    const one = await open(1, { service: () => "one:80" });
    await open(2, { peers: new Map([[1, one.transport.address]]), service: () => "two:80" });
    await one.happenings.until("connected 2");
    expect(one.transport.serviceOf(2)).toBe("two:80");
    expect(one.transport.serviceOf(3)).toBeNull();
  });
});

describe("what waits for a peer", () => {
  it("is bounded: more is dropped, and the node hears of it once", async () => {
    // A peer that greets and then reads nothing.
    const server = createServer((socket) => {
      socket.write(frameOf(["goroutine-kit raft", "welcome"]));
      socket.pause();
      opened.push({ close: () => socket.destroy() });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    opened.push(server);
    const one = await open(1, {
      peers: new Map([[2, portOf(server)]]),
      maxQueuedBytes: 1 << 20,
    });
    await one.happenings.until("connected 2");
    for (let term = 1; term <= 100; term++) one.transport.send(append(term, 100_000));
    await one.happenings.until("unreachable 2");
    const [status] = one.transport.peers();
    expect(status?.droppedMessages).toBeGreaterThan(50);
    expect(one.happenings.count("unreachable 2")).toBe(1);
  });
});

describe("a stream that falls silent", () => {
  it("is given up by who calls, and called again", async () => {
    const server = createServer((socket) => {
      socket.write(frameOf(["goroutine-kit raft", "welcome"]));
      socket.on("error", () => {});
      opened.push({ close: () => socket.destroy() });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    opened.push(server);
    const one = await open(1, { ...impatient, peers: new Map([[2, portOf(server)]]) });
    await one.happenings.until("disconnected 2: node 2 has been silent for 100 ms");
    await one.happenings.until("connected 2");
    await one.happenings.until("connected 2");
    expect(one.transport.peers()[0]?.connected).toBe(true);
  });

  it("is ended by who was called", async () => {
    const one = await open(1, impatient);
    const socket = await stranger(one.transport.address);
    socket.write(hello(2, 1));
    await once(socket, "close");
    expect(one.happenings.lines).toContainEqual(
      expect.stringMatching(/^left 2: silent for \d+ ms$/),
    );
  });

  it("stays where there is nothing to say but pings", async () => {
    const [one, two] = await pair(impatient);
    // Several times as long as a silence may last, by the pings that come meanwhile.
    const socket = await stranger(one.transport.address);
    socket.write(hello(3, 1));
    await one.happenings.until(/^left 3: silent/);
    const again = await stranger(one.transport.address);
    again.write(hello(3, 1));
    await one.happenings.until(/^left 3: silent/);
    expect(one.happenings.count("disconnected 2")).toBe(0);
    expect(two.happenings.count("disconnected 1")).toBe(0);
  });
});

describe("a stranger", () => {
  it.each([
    ["rubbish", Buffer.from("GET / HTTP/1.1\r\n\r\n"), /a frame of \d+ bytes is past the limit/],
    ["a frame of rubbish", Buffer.from([0, 0, 0, 2, 0xc1, 0xc1]), /2 bytes that are no value/],
    ["another protocol", Buffer.from(frameOf(["hello"])), /does not speak this protocol/],
    [
      "another version",
      Buffer.from(frameOf(["goroutine-kit raft", 99, "test", "node"])),
      /speaks version 99 of the protocol, this node 1/,
    ],
    [
      "a hello that does not say who it is",
      Buffer.from(frameOf(["goroutine-kit raft", 1, "test", "node", -1])),
      /does not say which node it is/,
    ],
    [
      "another cluster",
      Buffer.from(hello(2, 1, "other")),
      /is of cluster "other", this node of "test"/,
    ],
    ["a hello to another node", Buffer.from(hello(2, 3)), /wants node 3, and this is node 1/],
    ["a hello in this node's name", Buffer.from(hello(1, 1)), /this is node 1 itself/],
    [
      "a client's hello",
      Buffer.from(frameOf(valueOfHello({ role: "client", cluster: "test" }))),
      /serves no clients here/,
    ],
  ])("who sends %s is dropped with a reason", async (_, bytes, reason) => {
    const one = await open(1);
    const socket = await stranger(one.transport.address);
    socket.write(bytes);
    await one.happenings.until(new RegExp(`^left null: .*${reason.source}`));
    expect(one.messages).toEqual([]);
  });

  it("who says nothing is dropped", async () => {
    const one = await open(1, impatient);
    await once(await stranger(one.transport.address), "close");
    expect(one.happenings.lines).toContain("left null: it did not greet");
  });

  it("is told why it is refused", async () => {
    const one = await open(1);
    const socket = await stranger(one.transport.address);
    const told = answers(socket);
    socket.write(hello(2, 3));
    expect(await told).toEqual([
      ["goroutine-kit raft", "refused", "node 2 wants node 3, and this is node 1"],
    ]);
  });
});

describe("a node that has greeted", () => {
  it.each([
    ["a message in another's name", [11, 3, 1, 1], /in the name of 3/],
    ["a message to another node", [11, 2, 3, 1], /a message to node 3 came to 1/],
    ["no message", ["what?"], /no kind of message/],
    ["a field that is wrong", [5, 2, 1, 1, "five"], /matchIndex is "five"/],
    [
      "more than is allowed",
      [4, 2, 1, 1, 0, 0, [1, 1, 0, new Uint8Array(2_000)], 0],
      /limit of 1000/,
    ],
  ])("and sends %s is dropped with a reason", async (_, value, reason) => {
    const one = await open(1, { maxMessageBytes: 1_000 });
    const socket = await stranger(one.transport.address);
    socket.write(hello(2, 1));
    socket.write(frameOf(value));
    await one.happenings.until(new RegExp(`^left 2: .*${reason.source}`));
    expect(one.messages).toEqual([]);
  });

  it("and sends a frame past the limit is dropped before it has come", async () => {
    const one = await open(1, { maxMessageBytes: 1_000, maxEntries: 1 });
    const socket = await stranger(one.transport.address);
    socket.write(hello(2, 1));
    socket.write(new Uint8Array([0x7f, 0, 0, 0]));
    await once(socket, "close");
    expect(one.happenings.lines).toContainEqual(
      expect.stringMatching(/^left 2: a frame of 2130706432 bytes is past the limit of \d+$/),
    );
  });

  it("and greets anew on another stream counts there alone", async () => {
    const one = await open(1);
    const first = await stranger(one.transport.address);
    first.write(hello(2, 1));
    first.write(frameOf([11, 2, 1, 1]));
    await one.happenings.until("message 1");
    const second = await stranger(one.transport.address);
    second.write(hello(2, 1));
    await one.happenings.until("left 2: node 2 has called anew");
    second.write(frameOf([11, 2, 1, 2]));
    await one.happenings.until("message 2");
    expect(one.messages).toEqual([message(2, 1, 1), message(2, 1, 2)]);
  });

  it("may be one too many", async () => {
    const one = await open(1, { maxStreams: 1 });
    const first = await stranger(one.transport.address);
    first.write(hello(2, 1));
    first.write(frameOf([11, 2, 1, 1]));
    await one.happenings.until("message 1");
    const second = await stranger(one.transport.address);
    await once(second, "close");
    expect(one.messages.length).toBe(1);
  });
});

describe("a peer that refuses", () => {
  it("is called again, and the reason is told each time", async () => {
    const one = await open(1);
    const two = await open(2, { peers: new Map([[3, one.transport.address]]) });
    const reason = "disconnected 3: node 3 refuses: node 2 wants node 3, and this is node 1";
    await two.happenings.until(reason);
    await two.happenings.until(reason);
    expect(two.transport.peers()[0]?.connected).toBe(false);
  });
});

describe("options and addresses", () => {
  it.each([
    { id: 0 },
    { maxQueuedBytes: 0.5 },
    { minBackoffMs: 100, maxBackoffMs: 50 },
    { pingMs: 100, silenceMs: 100 },
  ])("%o are refused", (options) => {
    const make = () => new TcpTransport({ id: 1, cluster: "c", listen: anyPort, ...options });
    expect(make).toThrow(OptionError);
  });

  it("are read as people write them", () => {
    expect(parseAddress("example.org:80")).toEqual({ host: "example.org", port: 80 });
    expect(parseAddress("[::1]:7")).toEqual({ host: "::1", port: 7 });
    expect(parseAddress(":0")).toEqual({ host: "127.0.0.1", port: 0 });
    for (const text of ["", "host", "host:", "host:65536", "::1:80", "host:8o"])
      expect(() => parseAddress(text)).toThrow(AddressError);
  });

  it("in use reject the opening", async () => {
    const one = await open(1);
    const two = new TcpTransport({ id: 2, cluster: "c", listen: one.transport.address });
    const opening = two.open({ deliver: () => {}, unreachable: () => {} });
    await expect(opening).rejects.toThrow("EADDRINUSE");
  });
});

function portOf(server: Server): Address {
  return { host: "127.0.0.1", port: (server.address() as { port: number }).port };
}

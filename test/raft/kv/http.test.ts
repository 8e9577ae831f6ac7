// The store over HTTP, as curl and browsers use it: keys, conditions, errors that say what to do, changes as
// they come, and the cluster's own affairs.

import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KvServer } from "../../../src/raft/kv/server.ts";
import { describeAddress } from "../../../src/raft/transport/address.ts";
import { ServerCluster, twins } from "./servers.ts";

let cluster: ServerCluster;
let leader: KvServer;
let follower: KvServer;

beforeAll(async () => {
  cluster = await ServerCluster.start((twins[0] as (typeof twins)[number])[1], 3);
  await find();
});
afterAll(() => cluster.stopAll());

async function find(): Promise<void> {
  leader = await cluster.leader();
  follower = await cluster.follower();
}

function url(path: string, server: KvServer = leader): string {
  if (server.httpAddress === null) throw new Error("the server serves no HTTP");
  return `http://${describeAddress(server.httpAddress)}${path}`;
}

async function ask(path: string, init: RequestInit = {}, server: KvServer = leader) {
  const response = await fetch(url(path, server), init);
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : null,
  };
}

const put = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, { method: "PUT", body, headers });

describe("keys", () => {
  it("are set, read byte by byte, and deleted", async () => {
    const bytes = new Uint8Array([0, 255, 10, 13]);
    const first = await ask("/kv/a%2Fb%20c", { method: "PUT", body: bytes });
    expect(first).toMatchObject({ status: 201, json: { former: 0 } });
    const response = await fetch(url("/kv/a/b%20c"));
    expect(response.status).toBe(200);
    expect(response.headers.get("etag")).toBe(`"${first.json.version}"`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(await put("/kv/a/b%20c", "text")).toMatchObject({ status: 200 });
    expect((await ask("/kv/a/b%20c")).text).toBe("text");
    const deleted = await ask("/kv/a/b%20c", { method: "DELETE" });
    expect(deleted.json.former).toBeGreaterThan(0);
    expect(await ask("/kv/a/b%20c")).toMatchObject({
      status: 404,
      json: { error: "absent", message: 'there is no key "a/b c"' },
    });
  });

  it("are told about without their value", async () => {
    await put("/kv/head", "12345");
    const response = await fetch(url("/kv/head"), { method: "HEAD" });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it("are read with whichever consistency, and by followers as well", async () => {
    await put("/kv/c", "1");
    for (const consistency of ["quorum", "lease", "local"])
      expect((await ask(`/kv/c?consistency=${consistency}`)).text).toBe("1");
    expect((await ask("/kv/c", {}, follower)).text).toBe("1");
    expect((await ask("/kv/c?consistency=hope")).json).toEqual({
      error: "input",
      message: "consistency is hope; there are quorum, lease, local",
    });
  });

  it("are listed in order, as text where they are text", async () => {
    await put("/kv/list/2", "zwei");
    await put("/kv/list/1", "eins");
    await ask("/kv/list/3", { method: "PUT", body: new Uint8Array([255, 254]) });
    const { json } = await ask("/kv?prefix=list/&limit=10");
    expect(json.entries.map((entry: object) => ({ ...entry, version: 0 }))).toEqual([
      { key: "list/1", version: 0, value: "eins" },
      { key: "list/2", version: 0, value: "zwei" },
      { key: "list/3", version: 0, base64: "//4=" },
    ]);
    expect((await ask("/kv?prefix=list/&limit=1&from=list/2")).json.entries.length).toBe(1);
    expect(await ask("/kv?limit=0")).toMatchObject({ status: 400 });
    expect(await ask("/kv?limit=many")).toMatchObject({ status: 400 });
  });
});

describe("conditions", () => {
  it("hold for a version, an absent key, or a value", async () => {
    const created = await put("/kv/if", "1", { "if-none-match": "*" });
    expect(created.status).toBe(201);
    const again = await put("/kv/if", "2", { "if-none-match": "*" });
    expect(again).toMatchObject({
      status: 412,
      json: { error: "unmet", version: created.json.version },
    });
    const etag = created.headers.get("etag") as string;
    expect((await put("/kv/if", "3", { "if-match": etag })).status).toBe(200);
    expect((await put("/kv/if", "4", { "if-match": etag })).status).toBe(412);
    expect((await put("/kv/if?expected=3", "5")).status).toBe(200);
    expect((await put("/kv/if?expected=3", "6")).status).toBe(412);
    expect((await ask("/kv/if", { method: "DELETE", headers: { "if-match": etag } })).status).toBe(
      412,
    );
    expect((await ask("/kv/if?expected=5", { method: "DELETE" })).status).toBe(200);
  });

  it.each([
    ["If-Match that is no version", "/kv/x", { "if-match": "soon" }],
    ["If-None-Match with a version", "/kv/x", { "if-none-match": '"1"' }],
    ["two at once", "/kv/x?expected=1", { "if-match": "1" }],
  ])("are refused: %s", async (_, path, headers) => {
    expect(await put(path, "v", headers)).toMatchObject({ status: 400, json: { error: "input" } });
  });
});

describe("sessions", () => {
  it("make a change once, though it is sent twice", async () => {
    const { json } = await ask("/sessions", { method: "POST" });
    const headers = { session: String(json.session), serial: "1" };
    const first = await put("/kv/once", "1", headers);
    await put("/kv/once", "between");
    const second = await put("/kv/once", "1", headers);
    expect(second.json).toEqual(first.json);
    expect((await ask("/kv/once")).text).toBe("between");
    expect((await put("/kv/once", "2", { ...headers, serial: "2" })).status).toBe(200);
    const old = await put("/kv/once", "1", headers);
    expect(old).toMatchObject({ status: 409, json: { error: "acknowledged" } });
  });

  it("that are not known are refused, and so is half of one", async () => {
    const unknown = await put("/kv/once", "1", { session: "999999", serial: "1" });
    expect(unknown).toMatchObject({ status: 409, json: { error: "expired" } });
    expect(await put("/kv/once", "1", { session: "1" })).toMatchObject({ status: 400 });
  });
});

describe("what is wrong", () => {
  it.each([
    ["/nothing", {}, 404, "there are / /status /kv"],
    ["/kv/a", { method: "POST" }, 405, "/kv/ takes GET, PUT, DELETE, not POST"],
    ["/kv/%FF", {}, 400, "is not percent-encoded UTF-8"],
    [`/kv/${"k".repeat(2_000)}`, {}, 400, "a key of 2000 bytes; from 1 to 1024"],
    ["/watch?key=a&prefix=b", {}, 400, "not both"],
    ["/watch?key=a&after=never", {}, 400, "a whole number is needed"],
    ["/members/none", { method: "PUT", body: "{}" }, 400, '{"address": "host:port"'],
    ["/members/0", { method: "DELETE" }, 400, "from 1 up"],
    ["/members/4", { method: "PUT", body: '{"address": "x"}' }, 400, "is no address"],
    ["/leader", { method: "PUT", body: "[" }, 400, "no JSON object"],
    ["/leader", { method: "PUT", body: '{"node": 77}' }, 400, "77"],
  ])("%s %o gives %i, and says %s", async (path, init, status, message) => {
    const answer = await ask(path, init);
    expect(answer.status).toBe(status);
    expect(answer.json.message).toContain(message);
  });

  it("a body past the limit is refused, also one that does not say how long it is", async () => {
    const large = "x".repeat(500_000);
    expect(await put("/kv/large", large)).toMatchObject({
      status: 413,
      json: { error: "tooLarge" },
    });
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new TextEncoder().encode(large)),
    });
    const streamed = fetch(url("/kv/large"), {
      method: "PUT",
      body,
      duplex: "half",
    } as RequestInit);
    const status = await streamed.then(
      (response) => response.status,
      () => "ended",
    );
    expect([413, "ended"]).toContain(status);
  });

  it("rubbish on the port of HTTP harms nobody", async () => {
    const socket = connect(leader.httpAddress?.port ?? 0, "127.0.0.1");
    socket.end("\0\0rubbish\r\n\r\n");
    await new Promise((resolve) => socket.on("close", resolve).resume());
    expect((await ask("/status")).status).toBe(200);
  });
});

describe("nodes that do not lead", () => {
  it("send who changes something to the leader, with the whole of the path", async () => {
    const request = { method: "PUT", body: "1", redirect: "manual" } as const;
    const sent = await ask("/kv/a%20b?expected=x", request, follower);
    expect(sent.status).toBe(307);
    expect(sent.headers.get("location")).toBe(url("/kv/a%20b?expected=x"));
    expect(sent.json.error).toBe("notLeader");
    const followed = await ask("/kv/f", { method: "PUT", body: "1" }, follower);
    expect(followed.status).toBe(201);
  });
});

describe("watching", () => {
  /** Events of a stream until there are so many. */
  async function events(path: string, count: number, headers: Record<string, string> = {}) {
    const controller = new AbortController();
    const response = await fetch(url(path), { headers, signal: controller.signal });
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    let text = "";
    const found = () => text.split("\n\n").filter((each) => each.startsWith("id: "));
    const decoder = new TextDecoder();
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(part, { stream: true });
      if (found().length >= count) break;
    }
    controller.abort();
    return found().map((each) => {
      const [id = "", event = "", data = ""] = each
        .split("\n")
        .map((line) => line.replace(/^\w+: /, ""));
      return { id: Number(id), event, data: JSON.parse(data) };
    });
  }

  it("gives changes as events, from a version on, and again after the last one seen", async () => {
    const start = (await put("/kv/w/0", "0")).json.version;
    await put("/kv/w/1", "one");
    await ask("/kv/w/1", { method: "DELETE" });
    await put("/kv/w/2", "two");
    const three = await events(`/watch?prefix=w/&after=${start}`, 3);
    expect(three.map(({ event, data }) => [event, data.key, data.value ?? data.deleted])).toEqual([
      ["set", "w/1", "one"],
      ["delete", "w/1", true],
      ["set", "w/2", "two"],
    ]);
    const headers = { "last-event-id": String(three[1]?.id) };
    expect(await events(`/watch?prefix=w/&after=${start}`, 1, headers)).toEqual(three.slice(2));
  });

  it("ends on the node when the client has left", async () => {
    const watchers = async () => (await ask("/status")).json.watchers as number;
    while ((await watchers()) > 0) await new Promise(setImmediate);
    const controller = new AbortController();
    await fetch(url("/watch"), { signal: controller.signal });
    expect(await watchers()).toBe(1);
    controller.abort();
    while ((await watchers()) > 0) await new Promise(setImmediate);
    expect(leader.store.watchers).toBe(0);
  });

  it("of changes that are gone is refused", async () => {
    leader.store.restore(await leader.store.capture()());
    expect(await ask("/watch?after=0")).toMatchObject({ status: 410, json: { error: "gone" } });
  });
});

describe("the cluster", () => {
  it("tells how it stands", async () => {
    const { json } = await ask("/status", {}, follower);
    expect(json).toMatchObject({
      id: follower.node.id,
      role: "follower",
      leader: leader.node.id,
      cluster: "goroutine-kit",
      configuration: { voters: [1, 2, 3], learners: [] },
      leaderService: describeAddress(leader.httpAddress ?? { host: "", port: 0 }),
    });
    const peers = json.peers as readonly { node: number; connected: boolean; sentBytes: number }[];
    expect(peers.map(({ node, connected }) => [node, connected])).toEqual(
      [1, 2, 3].filter((id) => id !== follower.node.id).map((id) => [id, true]),
    );
  });

  it("has a page that needs nothing from elsewhere and is readable light and dark", async () => {
    const { text, headers } = await ask("/");
    expect(headers.get("content-type")).toContain("text/html");
    expect(text).toContain("color-scheme: light dark");
    expect(text).not.toMatch(/(?:src|href)="?(?:https?:)?\/\//);
    expect(text).toContain('fetch("/status")');
  });

  it("takes nodes in, hands leadership over and lets nodes go", async () => {
    const joiner = await cluster.start(4, { membership: "joiner", peers: new Map() });
    const address = describeAddress(joiner.transport.address);
    const learner = await put("/members/4", JSON.stringify({ address, role: "learner" }));
    expect(learner.json).toMatchObject({ voters: [1, 2, 3], learners: [4] });
    const voter = await put("/members/4", JSON.stringify({ address }));
    expect(voter.json).toMatchObject({ voters: [1, 2, 3, 4], learners: [] });
    const transferred = await put("/leader", JSON.stringify({ node: follower.node.id }));
    expect(transferred.json).toEqual({ leader: follower.node.id });
    await find();
    const left = await ask("/members/4", { method: "DELETE" });
    expect(left.json).toMatchObject({ voters: [1, 2, 3] });
    await cluster.stop(4);
  });

  it("says that it cannot, where there is no leader", async () => {
    const two = [...cluster.servers.values()].filter((server) => server !== leader);
    await Promise.all(two.map(({ node }) => cluster.stop(node.id)));
    const answer = await put("/kv/alone", "1");
    expect([503, 504]).toContain(answer.status);
    const later = await ask("/kv/alone");
    expect(later.status).toBe(503);
    expect(later.headers.get("retry-after")).toBe("1");
  });
});

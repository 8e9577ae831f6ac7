// A replicated key-value store of servers and clients over TCP: what clients are promised holds while
// leaders stop, links are cut and members change. The same for nodes of either twin.

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../../../src/raft/kv/changes.ts";
import { KvClient } from "../../../src/raft/kv/client.ts";
import { encodeCommand } from "../../../src/raft/kv/commands.ts";
import {
  ClientClosedError,
  HistoryGoneError,
  KvInputError,
  KvTimeoutError,
} from "../../../src/raft/kv/errors.ts";
import { OptionError } from "../../../src/raft/rules/index.ts";
import { describeAddress } from "../../../src/raft/transport/address.ts";
import { AddressError } from "../../../src/raft/transport/errors.ts";
import { ServerCluster, twins } from "./servers.ts";

describe.each(twins)("a store of %s nodes", (_twin, makeNode) => {
  let cluster: ServerCluster;
  beforeEach(async () => {
    cluster = await ServerCluster.start(makeNode, 3);
  });
  afterEach(() => cluster.stopAll());

  it("sets, gets, swaps, deletes and lists, through whichever node", async () => {
    const [one, other] = [cluster.client(), cluster.client()];
    const version = await one.set("a", "1");
    expect(await other.get("a")).toEqual({ key: "a", value: new Uint8Array([49]), version });
    expect(await other.compareAndSwap("a", "2", "3")).toBe(false);
    expect(await other.compareAndSwap("a", "1", "3")).toBe(true);
    expect(await one.compareAndSwap("a", null, "4")).toBe(false);
    expect(await one.getText("a")).toBe("3");
    expect(await one.getText("a", "lease")).toBe("3");
    expect(await other.delete("a")).toBe(true);
    expect(await other.delete("a")).toBe(false);
    expect(await one.get("a")).toBeNull();
    expect(await one.compareAndSwap("a", null, "5")).toBe(true);
    await one.set("b/1", "x");
    expect((await other.list("b")).map(({ key }) => key)).toEqual(["b/1"]);
    const seen = await one.change({
      kind: "set",
      key: "a",
      value: new Uint8Array([1, 0, 255]),
      condition: { kind: "version", version: (await one.get("a"))?.version ?? 0 },
    });
    expect(seen.kind).toBe("done");
    expect((await other.get("a"))?.value).toEqual(new Uint8Array([1, 0, 255]));
  });

  it("answers one client after another as a map would", async () => {
    const client = cluster.client();
    const keys = fc.constantFrom("k1", "k2", "k3");
    const texts = fc.constantFrom("x", "y");
    const steps = fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("set" as const), key: keys, value: texts }),
        fc.record({ kind: fc.constant("get" as const), key: keys }),
        fc.record({ kind: fc.constant("delete" as const), key: keys }),
        fc.record({
          kind: fc.constant("swap" as const),
          key: keys,
          expected: fc.option(texts),
          value: texts,
        }),
      ),
      { maxLength: 12 },
    );
    let scene = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        const map = new Map<string, string>();
        const room = `${++scene}/`;
        for (const step of asked) {
          const key = room + step.key;
          const held = map.get(key) ?? null;
          if (step.kind === "get") expect(await client.getText(key)).toBe(held);
          else if (step.kind === "delete") expect(await client.delete(key)).toBe(map.delete(key));
          else if (step.kind === "set") {
            await client.set(key, step.value);
            map.set(key, step.value);
          } else {
            expect(await client.compareAndSwap(key, step.expected, step.value)).toBe(
              held === step.expected,
            );
            if (held === step.expected) map.set(key, step.value);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it("goes on when the leader stops, and makes every change once", async () => {
    const clients = Array.from({ length: 4 }, () => cluster.client());
    await clients[0]?.set("count", "0");
    const leader = await cluster.leader();
    const counting = clients.map(async (client) => {
      for (let added = 0; added < 25; ) {
        const held = await client.getText("count");
        if (await client.compareAndSwap("count", held, String(Number(held) + 1))) added++;
      }
    });
    await cluster.stop(leader.node.id);
    await Promise.all(counting);
    expect(await cluster.client().getText("count")).toBe("100");
  });

  it("keeps a watch through a leader's end: each change once, in order", async () => {
    const client = cluster.client();
    const feed = client.watch({ prefix: "w/" }, 0);
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { value } of feed) {
        seen.push(value === null ? "-" : new TextDecoder().decode(value));
        if (seen.length === 40) break;
      }
    })();
    const writer = cluster.client();
    for (let n = 0; n < 20; n++) await writer.set(`w/${n % 3}`, String(n));
    await cluster.stop((await cluster.leader()).node.id);
    for (let n = 20; n < 40; n++) await writer.set(`w/${n % 3}`, String(n));
    await watching;
    expect(seen).toEqual(Array.from({ length: 40 }, (_, n) => String(n)));
  });

  it("answers again once a cut off leader is joined to the others, and nothing is lost", async () => {
    const client = cluster.client();
    await client.set("a", "before");
    const leader = await cluster.leader();
    const others = [...cluster.servers.values()].filter((server) => server !== leader);
    for (const other of others) cluster.cut(leader, other);
    const writer = new KvClient({
      nodes: others.map(({ transport }) => describeAddress(transport.address)),
      timeoutMs: 30_000,
    });
    await writer.set("a", "meanwhile");
    const stale = leader.service.get("a", "quorum").then(
      () => "answered",
      (error: Error) => error.name,
    );
    expect(["ReadAbandonedError", "NotLeaderError"]).toContain(await stale);
    expect((await leader.service.get("a", "local"))?.version).toBeLessThan(
      (await writer.get("a"))?.version ?? 0,
    );
    cluster.heal();
    expect(await client.getText("a")).toBe("meanwhile");
    writer.close();
  });

  it("restores a node that comes back from a snapshot", async () => {
    await cluster.stopAll();
    cluster = await ServerCluster.start(makeNode, 3, { snapshotEveryEntries: 20 });
    const client = cluster.client();
    await client.set("a", "1");
    const behind = await cluster.follower();
    const { id } = behind.node;
    await cluster.stop(id);
    await Promise.all(Array.from({ length: 3_000 }, (_, n) => client.set(`k${n % 50}`, String(n))));
    const version = await client.set("last", "one");
    const back = await cluster.start(id, { snapshotEveryEntries: 20 });
    await back.node.applied(version);
    expect(back.store.size).toBe(52);
    expect((await back.service.get("k49", "local"))?.value).toEqual(
      new TextEncoder().encode("2999"),
    );
  });

  it("takes a new node in, learns where it is called, and lets one go", async () => {
    const client = cluster.client();
    await client.set("a", "1");
    const joiner = await cluster.start(4, { membership: "joiner", peers: new Map() });
    const address = describeAddress(joiner.transport.address);
    const leader = await cluster.leader();
    await leader.service.addMember(4, address, "learner");
    expect((await leader.service.addMember(4, address, "voter")).voters).toEqual([1, 2, 3, 4]);
    const version = await client.set("a", "2");
    await joiner.node.applied(version);
    expect([...joiner.store.members]).toEqual([[4, address]]);
    const former = await leader.service.removeMember(leader.node.id);
    expect(former.voters).toEqual([1, 2, 3, 4].filter((id) => id !== leader.node.id));
    await cluster.stop(leader.node.id);
    await client.set("a", "3");
    expect(await client.getText("a")).toBe("3");
  });

  it("hands leadership over when asked", async () => {
    const leader = await cluster.leader();
    const follower = await cluster.follower();
    await leader.node.transferLeadership(follower.node.id);
    expect(await cluster.client().set("a", "1")).toBeGreaterThan(0);
  });

  it("keeps the order of one client's changes, many on their way at once", async () => {
    const client = cluster.client({ maxOutstanding: 16 });
    const versions = await Promise.all(
      Array.from({ length: 300 }, (_, n) => client.set("k", String(n))),
    );
    expect(versions).toEqual(versions.toSorted((one, other) => one - other));
    expect(await client.getText("k")).toBe("299");
  });
});

describe("a client", () => {
  let cluster: ServerCluster;
  const makeNode = twins[0]?.[1] as (typeof twins)[number][1];
  beforeEach(async () => {
    cluster = await ServerCluster.start(makeNode, 1);
  });
  afterEach(() => cluster.stopAll());

  it.each([
    [{ nodes: [] }, OptionError],
    [{ nodes: ["nowhere"] }, AddressError],
    [{ nodes: ["a:1"], timeoutMs: 0 }, OptionError],
    [{ nodes: ["a:1"], maxOutstanding: 1_025 }, OptionError],
  ])("with %o is refused", (options, error) => {
    expect(() => new KvClient(options)).toThrow(error);
  });

  it("is told what is wrong with a key or a value, and nothing is sent", async () => {
    const client = cluster.client();
    await expect(client.set("", "v")).rejects.toThrow("a key of 0 bytes; from 1 to 1024");
    await expect(client.set("ü".repeat(513), "v")).rejects.toBeInstanceOf(KvInputError);
    await expect(client.get("k".repeat(1_025))).rejects.toBeInstanceOf(KvInputError);
    await expect(client.set("k", new Uint8Array(500_000))).rejects.toThrow(
      "a value of 500000 bytes is past the limit of 491520",
    );
    await expect(client.list("", { limit: 5_000 })).rejects.toThrow("from 1 to 1000");
  });

  it("gives up in time, and says what it last heard", async () => {
    const { port } = (await cluster.leader()).transport.address;
    await cluster.stopAll();
    const client = new KvClient({ nodes: [`127.0.0.1:${port}`], timeoutMs: 50 });
    await expect(client.set("a", "1")).rejects.toBeInstanceOf(KvTimeoutError);
    await expect(client.get("a")).rejects.toThrow(
      /^get a was not answered within 50 ms; last heard: /,
    );
    client.close();
  });

  it("is cancelled by a signal, before and while it waits", async () => {
    const { port } = (await cluster.leader()).transport.address;
    await cluster.stopAll();
    const client = new KvClient({ nodes: [`127.0.0.1:${port}`] });
    const aborted = AbortSignal.abort(new Error("enough"));
    await expect(client.set("a", "1", aborted)).rejects.toThrow("enough");
    const controller = new AbortController();
    const waiting = [
      client.set("a", "1", controller.signal),
      client.get("a", "quorum", controller.signal),
    ];
    controller.abort(new Error("no more"));
    for (const each of waiting) await expect(each).rejects.toThrow("no more");
    client.close();
  });

  it("ends what is on its way when it is closed, and its watches", async () => {
    const client = cluster.client();
    const feed = client.watch({ prefix: "" });
    const waiting = feed.next();
    const writing = client.set("a", "1");
    client.close();
    await expect(writing).rejects.toBeInstanceOf(ClientClosedError);
    expect((await waiting).done).toBe(true);
    await expect(client.get("a")).rejects.toBeInstanceOf(ClientClosedError);
    expect(() => client.watch({ prefix: "" })).toThrow(ClientClosedError);
  });

  it("of another cluster is refused, and told so", async () => {
    const client = cluster.client({ cluster: "other", timeoutMs: 300 });
    await expect(client.get("a")).rejects.toThrow(
      /of cluster "other", this node of "goroutine-kit"/,
    );
  });

  it("whose session the cluster has forgotten gets another", async () => {
    const client = cluster.client();
    await client.set("a", "1");
    const { service, store } = await cluster.leader();
    const opening = Array.from({ length: 65_536 }, () =>
      service.command(encodeCommand({ kind: "open" })),
    );
    await Promise.all(opening);
    expect(store.sessions).toBe(65_536);
    await client.set("a", "2");
    expect(await client.getText("a")).toBe("2");
  });

  it("is told where changes it wants to see are gone", async () => {
    const client = cluster.client();
    await cluster.stopAll();
    cluster = await ServerCluster.start(makeNode, 1, { snapshotEveryEntries: 5 });
    const other = cluster.client();
    for (let n = 0; n < 20; n++) await other.set("a", String(n));
    await cluster.stop(1);
    await cluster.start(1);
    await expect(other.watch({ key: "a" }, 0).next()).rejects.toBeInstanceOf(HistoryGoneError);
    client.close();
  });

  it("that watches slowly gets every change all the same", async () => {
    const [watcher, writer] = [cluster.client(), cluster.client()];
    const feed = watcher.watch({ prefix: "" }, 0);
    const value = "x".repeat(10_000);
    await Promise.all(Array.from({ length: 500 }, (_, n) => writer.set(`k${n}`, value)));
    const seen: Change[] = [];
    for await (const change of feed) {
      seen.push(change);
      await new Promise(setImmediate);
      if (seen.length === 500) break;
    }
    expect(new Set(seen.map(({ key }) => key)).size).toBe(500);
  });
});

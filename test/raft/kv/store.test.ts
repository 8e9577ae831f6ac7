// The store against a map: whatever commands come, it holds what the map holds and answers as it would;
// sessions make a change once, and a snapshot holds all of it.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { KvAnswer } from "../../../src/raft/kv/answers.ts";
import type { Change } from "../../../src/raft/kv/changes.ts";
import { type Condition, encodeCommand, type Operation } from "../../../src/raft/kv/commands.ts";
import {
  HistoryGoneError,
  SnapshotFormatError,
  WatchLaggedError,
} from "../../../src/raft/kv/errors.ts";
import { KvStore } from "../../../src/raft/kv/store.ts";
import { commands, keys, operations } from "./random-commands.ts";

interface Held {
  readonly value: Uint8Array;
  readonly version: number;
}

/** What a map would do, told without looking at the store. */
function modelled(map: Map<string, Held>, operation: Operation, index: number): KvAnswer {
  const held = map.get(operation.key);
  const former = held?.version ?? 0;
  if (!isMet(operation.condition, held)) return { kind: "unmet", version: former };
  if (operation.kind === "set") map.set(operation.key, { value: operation.value, version: index });
  else map.delete(operation.key);
  return { kind: "done", version: index, former };
}

function isMet(condition: Condition | null, held: Held | undefined): boolean {
  if (condition === null) return true;
  if (condition.kind === "absent") return held === undefined;
  if (condition.kind === "version") return condition.version === (held?.version ?? 0);
  return held !== undefined && Buffer.from(held.value).equals(condition.value);
}

const change = (operation: Operation, session: Parameters<typeof encodeCommand>[0] | null = null) =>
  encodeCommand(
    session?.kind === "change" ? session : { kind: "change", session: null, operation },
  );

const set = (key: string, text: string): Operation => ({
  kind: "set",
  key,
  value: new TextEncoder().encode(text),
  condition: null,
});

function contents(store: KvStore): unknown {
  return store.list("", 1_000).map(({ key, value, version }) => [key, [...value], version]);
}

async function copyOf(store: KvStore): Promise<KvStore> {
  const copy = new KvStore();
  copy.restore(await store.capture()());
  return copy;
}

/** What a feed holds now, without waiting for more. */
async function taken(feed: AsyncIterator<Change>, count: number): Promise<readonly Change[]> {
  const changes: Change[] = [];
  while (changes.length < count) changes.push((await feed.next()).value as Change);
  return changes;
}

describe("a key-value store", () => {
  it("holds and answers what a map does", () => {
    fc.assert(
      fc.property(fc.array(operations, { maxLength: 40 }), (asked) => {
        const store = new KvStore();
        const map = new Map<string, Held>();
        asked.forEach((operation, at) => {
          const answer = store.apply(change(operation), at + 1);
          expect(answer).toEqual(modelled(map, operation, at + 1));
          expect(store.size).toBe(map.size);
        });
        for (const [key, held] of map) expect(store.get(key)).toEqual({ key, ...held });
        expect(store.list("", 1_000).map(({ key }) => key)).toEqual([...map.keys()].sort());
      }),
    );
  });

  it("throws for no command whatever, and does the same on each node", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(commands.map(encodeCommand), fc.uint8Array({ maxLength: 40, max: 4 }))),
        (log) => {
          const [one, other] = [new KvStore(), new KvStore()];
          log.forEach((bytes, at) => {
            expect(other.apply(bytes, at + 1)).toEqual(one.apply(bytes, at + 1));
          });
          expect(contents(other)).toEqual(contents(one));
        },
      ),
    );
  });

  it("is the same after a snapshot, whatever came before and whatever comes after", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(commands, { maxLength: 30 }),
        fc.array(commands, { maxLength: 30 }),
        async (before, after) => {
          const store = new KvStore();
          before.forEach((command, at) => {
            store.apply(encodeCommand(command), at + 1);
          });
          const copy = await copyOf(store);
          expect(contents(copy)).toEqual(contents(store));
          expect([...copy.members]).toEqual([...store.members]);
          after.forEach((command, at) => {
            const index = before.length + at + 1;
            const bytes = encodeCommand(command);
            expect(copy.apply(bytes, index)).toEqual(store.apply(bytes, index));
          });
          expect(contents(copy)).toEqual(contents(store));
        },
      ),
    );
  });

  it("holds a snapshot fast while it goes on", async () => {
    const store = new KvStore();
    store.apply(change(set("a", "1")), 1);
    const encode = store.capture();
    store.apply(change(set("a", "2")), 2);
    store.apply(change(set("b", "3")), 3);
    const copy = new KvStore();
    copy.restore(await encode());
    expect(contents(copy)).toEqual([["a", [49], 1]]);
    expect(copy.version).toBe(1);
  });

  it("takes a snapshot of many keys and sessions", async () => {
    const store = new KvStore();
    for (let index = 1; index <= 3_000; index++) {
      store.apply(change(set(`key-${index}`, "v")), 2 * index);
      store.apply(encodeCommand({ kind: "open" }), 2 * index + 1);
    }
    const copy = await copyOf(store);
    expect([copy.size, copy.sessions]).toEqual([3_000, 3_000]);
    expect(contents(copy)).toEqual(contents(store));
  });

  it("refuses bytes that are no snapshot, also those of one cut short", async () => {
    const store = new KvStore();
    for (let index = 1; index <= 10; index++) store.apply(change(set(`k${index}`, "v")), index);
    const whole = await store.capture()();
    for (let length = 0; length < whole.length; length++)
      expect(() => new KvStore().restore(whole.slice(0, length))).toThrow(SnapshotFormatError);
  });

  it("lists keys that begin so, in order, in pages", () => {
    const store = new KvStore();
    ["b", "a/2", "a/10", "a/1", "ab"].forEach((key, at) => {
      store.apply(change(set(key, "v")), at + 1);
    });
    const names = (...args: Parameters<KvStore["list"]>) =>
      store.list(...args).map(({ key }) => key);
    expect(names("a/", 10)).toEqual(["a/1", "a/10", "a/2"]);
    expect(names("a/", 2)).toEqual(["a/1", "a/10"]);
    expect(names("a/", 2, "a/10\0")).toEqual(["a/2"]);
    expect(names("c", 10)).toEqual([]);
  });

  it("tells where nodes are called, also what a snapshot says", async () => {
    const told: unknown[] = [];
    const store = new KvStore({ onMember: (node, address) => told.push([node, address]) });
    store.apply(encodeCommand({ kind: "member", node: 4, address: "four:1" }), 1);
    store.apply(encodeCommand({ kind: "member", node: 5, address: "five:1" }), 2);
    store.apply(encodeCommand({ kind: "member", node: 4, address: null }), 3);
    const image = await store.capture()();
    expect(told.splice(0)).toEqual([
      [4, "four:1"],
      [5, "five:1"],
      [4, null],
    ]);
    store.apply(encodeCommand({ kind: "member", node: 6, address: "six:1" }), 4);
    store.restore(image);
    expect(told.slice(1)).toEqual([
      [6, null],
      [5, "five:1"],
    ]);
  });
});

describe("sessions", () => {
  const inSession = (serial: number, firstUnacknowledged: number, operation: Operation) =>
    encodeCommand({
      kind: "change",
      session: { session: 1, serial, firstUnacknowledged },
      operation,
    });

  it("make each change once, however often and in whatever order it comes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), keys), { maxLength: 40 }),
        (asked) => {
          const store = new KvStore();
          store.apply(encodeCommand({ kind: "open" }), 1);
          const first = new Map<number, unknown>();
          asked.forEach(([serial, key], at) => {
            const answer = store.apply(inSession(serial, 1, set(key, "v")), at + 2);
            if (!first.has(serial)) first.set(serial, { answer, version: at + 2 });
            expect(answer).toEqual((first.get(serial) as { answer: unknown }).answer);
          });
          const made = new Set(
            [...first.values()].map((each) => (each as { version: number }).version),
          );
          for (const { version } of store.list("", 100)) expect(made).toContain(version);
        },
      ),
    );
  });

  it("say so where they are not known, and change nothing", () => {
    const store = new KvStore();
    expect(store.apply(inSession(1, 1, set("a", "1")), 1)).toEqual({ kind: "expired" });
    expect(store.size).toBe(0);
  });
});

describe("watching", () => {
  it("gives each change of its keys once and in order, from any version on", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(operations, { minLength: 1, maxLength: 30 }),
        fc.nat(30),
        fc.constantFrom("", "a", "ab"),
        async (asked, late, prefix) => {
          const store = new KvStore();
          const all: Change[] = [];
          const feeds = [store.watch({ prefix }, 0)];
          asked.forEach((operation, at) => {
            const held = store.get(operation.key) !== null;
            const answer = store.apply(change(operation), at + 1);
            const changes = answer.kind === "done" && (operation.kind === "set" || held);
            if (changes && operation.key.startsWith(prefix)) {
              const value = operation.kind === "set" ? operation.value : null;
              all.push({ key: operation.key, version: at + 1, value });
            }
            if (at === late) feeds.push(store.watch({ prefix }, 0));
          });
          for (const feed of feeds) expect(await taken(feed, all.length)).toEqual(all);
          const after = Math.min(late, asked.length);
          const rest = all.filter(({ version }) => version > after);
          expect(await taken(store.watch({ prefix }, after), rest.length)).toEqual(rest);
        },
      ),
    );
  });

  it("one key gives no others, and ends where the loop is left", async () => {
    const store = new KvStore();
    const seen: number[] = [];
    const feed = store.watch({ key: "a" });
    store.apply(change(set("ab", "1")), 1);
    store.apply(change(set("a", "2")), 2);
    store.apply(change({ kind: "delete", key: "a", condition: null }), 3);
    for await (const { version } of feed) {
      seen.push(version);
      if (version === 3) break;
    }
    expect(seen).toEqual([2, 3]);
    expect(store.watchers).toBe(0);
  });

  it("waits for a change that has not come", async () => {
    const store = new KvStore();
    const next = store.watch({ prefix: "" }).next();
    store.apply(change(set("a", "1")), 1);
    expect((await next).value).toMatchObject({ key: "a", version: 1 });
  });

  it("from a version that is too old is refused", () => {
    const store = new KvStore({ maxKeptChanges: 3 });
    for (let index = 1; index <= 10; index++) store.apply(change(set("a", "v")), index);
    expect(() => store.watch({ key: "a" }, 6)).toThrow(HistoryGoneError);
    expect(() => store.watch({ key: "a" }, 7)).not.toThrow();
  });

  it("ends with an error for who is too slow, and skips nothing in silence", async () => {
    const store = new KvStore({ maxQueuedChanges: 3 });
    const feed = store.watch({ key: "a" });
    for (let index = 1; index <= 4; index++) store.apply(change(set("a", "v")), index);
    await expect(feed.next()).rejects.toBeInstanceOf(WatchLaggedError);
    expect(await feed.next()).toEqual({ done: true, value: undefined });
    expect(store.watchers).toBe(0);
  });

  it("gives what is kept, though it is more than may wait", async () => {
    const store = new KvStore({ maxQueuedChanges: 3 });
    for (let index = 1; index <= 10; index++) store.apply(change(set("a", "v")), index);
    const feed = store.watch({ key: "a" }, 0);
    store.apply(change(set("a", "v")), 11);
    expect((await taken(feed, 11)).map(({ version }) => version)).toEqual(
      Array.from({ length: 11 }, (_, at) => at + 1),
    );
  });

  it("ends with an error where a snapshot takes the place of the state", async () => {
    const store = new KvStore();
    const feed = store.watch({ key: "a" });
    const waiting = feed.next();
    store.restore(await new KvStore().capture()());
    await expect(waiting).rejects.toBeInstanceOf(HistoryGoneError);
  });
});

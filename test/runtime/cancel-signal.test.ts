// Waits under one AbortSignal cost it one listener, however many they are, and leave none behind.

import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { chan, recv, select, sleep } from "../../src/index.ts";

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length;
const times = <T>(n: number, make: () => Promise<T>) => Array.from({ length: n }, make);

/** Ten waits of each kind, none of which will ever be over but by the signal. */
function waitsUnder(signal: AbortSignal): Promise<unknown>[] {
  const full = chan<number>();
  const empty = chan<number>();
  return [
    ...times(10, () => full.send(1, signal)),
    ...times(10, () => empty.recv(signal)),
    ...times(10, () => empty.recvOk(signal)),
    ...times(10, () => select({ empty: recv(empty) }, signal)),
    ...times(10, () => sleep(Number.POSITIVE_INFINITY, signal)),
  ];
}

it("listens to a signal once while anything waits under it, and breaks off all", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const ends = waitsUnder(controller.signal).map((wait) => wait.catch((error: unknown) => error));
  expect(listenersOf(controller.signal)).toBe(1);
  controller.abort(reason);
  expect(await Promise.all(ends)).toEqual(ends.map(() => reason));
  expect(listenersOf(controller.signal)).toBe(0);
});

it("listens no more once what waited has what it waited for", async () => {
  const { signal } = new AbortController();
  const ch = chan<number>();
  const received = times(20, () => ch.recv(signal));
  const selected = times(20, () => select({ ch: recv(ch) }, signal));
  expect(listenersOf(signal)).toBe(1);
  for (let n = 0; n < 40; n++) {
    expect(listenersOf(signal)).toBe(1);
    await ch.send(n);
  }
  await Promise.all([...received, ...selected]);
  expect(listenersOf(signal)).toBe(0);
});

it("breaks waits off in the order in which they began", async () => {
  const controller = new AbortController();
  const order: number[] = [];
  const waits = [0, 1, 2, 3, 4].map((n) =>
    chan<number>()
      .recv(controller.signal)
      .catch(() => order.push(n)),
  );
  controller.abort();
  await Promise.all(waits);
  expect(order).toEqual([0, 1, 2, 3, 4]);
});

// The judge of histories: it accepts what a channel can do and nothing else.

import { describe, expect, it } from "vitest";
import { type Event, isLinearizable } from "./history.ts";

const send = (value: number, began: number, ended: number): Event => ({
  does: "send",
  value,
  ok: true,
  began,
  ended,
});
const recv = (value: number, began: number, ended: number): Event => ({
  ...send(value, began, ended),
  does: "recv",
});
const failed = (event: Event): Event => ({ ...event, value: undefined, ok: false });
const close = (began: number, ended: number): Event => ({
  ...send(0, began, ended),
  does: "close",
});

describe("a history is linearizable", () => {
  it.each<[string, number, Event[]]>([
    [
      "values come out in the order they went in",
      2,
      [send(1, 0, 1), send(2, 2, 3), recv(1, 4, 5), recv(2, 6, 7)],
    ],
    [
      "sends at one time come out in either order",
      2,
      [send(1, 0, 3), send(2, 1, 2), recv(2, 4, 5), recv(1, 6, 7)],
    ],
    ["an unbuffered send and its receive overlap", 0, [send(1, 0, 2), recv(1, 1, 3)]],
    [
      "what is in the buffer is received after the close",
      1,
      [send(1, 0, 1), close(2, 3), recv(1, 4, 5), failed(recv(0, 6, 7))],
    ],
    [
      "a send fails that waited when the channel was closed",
      0,
      [failed(send(1, 0, 3)), close(1, 2)],
    ],
  ])("where %s", (_name, capacity, events) => {
    expect(isLinearizable(events, capacity)).toBe(true);
  });
});

describe("a history is not linearizable", () => {
  it.each<[string, number, Event[]]>([
    ["values overtake each other", 2, [send(1, 0, 1), send(2, 2, 3), recv(2, 4, 5), recv(1, 6, 7)]],
    ["a value comes twice", 1, [send(1, 0, 1), recv(1, 2, 3), recv(1, 4, 5)]],
    ["a value comes before it was sent", 1, [recv(1, 0, 1), send(1, 2, 3)]],
    ["an unbuffered send ends before its receive begins", 0, [send(1, 0, 1), recv(1, 2, 3)]],
    [
      "the buffer holds more than it can",
      1,
      [send(1, 0, 1), send(2, 2, 3), recv(1, 4, 5), recv(2, 6, 7)],
    ],
    [
      "the channel is drained while it holds a value",
      1,
      [send(1, 0, 1), close(2, 3), failed(recv(0, 4, 5)), recv(1, 6, 7)],
    ],
    ["a receive fails though nobody closes", 1, [failed(recv(0, 0, 1))]],
    ["two closes succeed", 1, [close(0, 1), close(2, 3)]],
  ])("where %s", (_name, capacity, events) => {
    expect(isLinearizable(events, capacity)).toBe(false);
  });
});

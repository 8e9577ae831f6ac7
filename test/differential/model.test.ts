// The model of Go, on programs whose outcomes one can count by hand.

import { describe, expect, it } from "vitest";
import { allowedOutcomes } from "./model.ts";
import { fatal, panicked, settled } from "./outcome.ts";
import type { Program, SelectCase, Statement } from "./program.ts";

const send = (channel: number, value: number): Statement => ({ does: "send", channel, value });
const recv = (channel: number): Statement => ({ does: "recv", channel });
const close = (channel: number): Statement => ({ does: "close", channel });
const recvCase = (channel: number | null): SelectCase => ({
  does: "recv",
  channel,
  value: 0,
  body: [],
});
const select = (cases: SelectCase[], otherwise: Statement[] | null = null): Statement => {
  return { does: "select", cases, otherwise };
};

function outcomes(channels: number[], ...goroutines: Statement[][]): string[] {
  const program: Program = { channels, mutexes: 1, groups: [1], goroutines };
  return [...(allowedOutcomes(program, 1000) ?? [])].sort();
}

const ended = (...logs: string[][]) => settled("all ended", logs);
const deadlock = (...logs: string[][]) => settled("deadlock", logs);

describe("the model of Go", () => {
  it("has one outcome where one sends and one receives", () => {
    expect(outcomes([0], [send(0, 1)], [recv(0)])).toEqual([
      ended(["c0<-1", "end"], ["c0=1", "end"]),
    ]);
  });

  it("lets either of two senders be first", () => {
    expect(outcomes([0], [send(0, 1)], [send(0, 2)], [recv(0), recv(0)])).toEqual([
      ended(["c0<-1", "end"], ["c0<-2", "end"], ["c0=1", "c0=2", "end"]),
      ended(["c0<-1", "end"], ["c0<-2", "end"], ["c0=2", "c0=1", "end"]),
    ]);
  });

  it("keeps the order of a buffer, and of what one goroutine sends", () => {
    for (const capacity of [0, 1, 2, 3]) {
      expect(outcomes([capacity], [send(0, 1), send(0, 2)], [recv(0), recv(0)])).toEqual([
        ended(["c0<-1", "c0<-2", "end"], ["c0=1", "c0=2", "end"]),
      ]);
    }
  });

  it("blocks who sends to a full channel or receives from an empty one", () => {
    expect(outcomes([1], [send(0, 1), send(0, 2)])).toEqual([deadlock(["c0<-1"])]);
    expect(outcomes([1], [recv(0)])).toEqual([deadlock([])]);
  });

  it("takes any case that is ready, and the default only where none is", () => {
    const both = [send(0, 1), send(1, 2), select([recvCase(0), recvCase(1)], [])];
    expect(outcomes([1, 1], both)).toEqual([
      ended(["c0<-1", "c1<-2", "#0 c0=1", "end"]),
      ended(["c0<-1", "c1<-2", "#1 c1=2", "end"]),
    ]);
    expect(outcomes([1], [select([recvCase(0)], [])])).toEqual([ended(["default", "end"])]);
    expect(outcomes([1], [select([recvCase(null)])])).toEqual([deadlock([])]);
  });

  it("does not let a select meet itself", () => {
    const sendCase: SelectCase = { does: "send", channel: 0, value: 1, body: [] };
    expect(outcomes([0], [select([sendCase, recvCase(0)])])).toEqual([deadlock([])]);
  });

  it("leaves open which of two cases on one channel fires", () => {
    expect(outcomes([0], [select([recvCase(0), recvCase(0)])], [send(0, 1)])).toEqual([
      ended(["#0 c0=1", "end"], ["c0<-1", "end"]),
      ended(["#1 c0=1", "end"], ["c0<-1", "end"]),
    ]);
  });

  it("wakes receivers by a close, drains the buffer first, and panics where Go does", () => {
    expect(outcomes([1], [send(0, 1), close(0), recv(0), recv(0)])).toEqual([
      ended(["c0<-1", "close c0", "c0=1", "c0=closed", "end"]),
    ]);
    expect(outcomes([0], [close(0), close(0)])).toEqual([
      panicked(0, "close of closed channel", ["close c0"]),
    ]);
    expect(outcomes([0], [send(0, 1)], [close(0)])).toEqual([
      panicked(0, "send on closed channel", []),
    ]);
  });

  it("lets one in at a time, in any order", () => {
    const locked: Statement = { does: "locked", mutex: 0, body: [] };
    expect(outcomes([], [locked], [locked])).toEqual([
      ended(["m0:1", "unlock m0", "end"], ["m0:2", "unlock m0", "end"]),
      ended(["m0:2", "unlock m0", "end"], ["m0:1", "unlock m0", "end"]),
    ]);
    expect(outcomes([], [{ does: "unlock", mutex: 0 }])).toEqual([
      fatal("sync: unlock of unlocked mutex"),
    ]);
  });

  it("waits until a group is done, and panics below zero", () => {
    const [done, wait]: Statement[] = [
      { does: "done", group: 0 },
      { does: "wait", group: 0 },
    ] as [Statement, Statement];
    expect(outcomes([], [wait], [done])).toEqual([ended(["wait w0", "end"], ["done w0", "end"])]);
    expect(outcomes([], [wait])).toEqual([deadlock([])]);
    expect(outcomes([], [done, done])).toEqual([
      panicked(0, "sync: negative WaitGroup counter", ["done w0"]),
    ]);
  });

  it("does not start a goroutine before the statement that starts it", () => {
    expect(outcomes([0], [recv(0), { does: "go", goroutine: 1 }], [send(0, 1)])).toEqual([
      deadlock([], []),
    ]);
  });

  it("says nothing of a program with more states than it may look at", () => {
    const program: Program = { channels: [1], mutexes: 0, groups: [], goroutines: [[send(0, 1)]] };
    expect(allowedOutcomes(program, 2)).toBe(undefined);
  });
});

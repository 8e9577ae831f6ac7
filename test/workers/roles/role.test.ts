// Threads that are started in a role: born into the memory of the process, they find the functions of
// modules, and their end is heard of.

import { describe, expect, it } from "vitest";
import {
  declare,
  find,
  type HostEnd,
  home,
  ModuleUrlError,
  NotPortableError,
  type Place,
  placeOf,
  SharedChannel,
} from "../../../src/workers/index.ts";
import { double, doublePlace, startEcho } from "./echo.ts";

/** What a thread in the role of echo.ts answers, and how it ends. */
async function ask(place: Place, value: number): Promise<{ answer: unknown; end: HostEnd }> {
  const answers = SharedChannel.make<unknown>(home(), 1);
  let onEnd: (end: HostEnd) => void = () => {};
  const ended = new Promise<HostEnd>((resolve) => {
    onEnd = resolve;
  });
  const thread = startEcho({ answers: answers.address, place, value }, "echo", onEnd);
  const answer = await answers.recv();
  await thread.terminate();
  return { answer, end: await ended };
}

describe("a thread in a role", () => {
  it("joins the memory of the process, and finds the function of a module", async () => {
    expect((await ask(doublePlace, 21)).answer).toBe(42);
  });

  it("says which function it has not found", async () => {
    const { answer } = await ask({ ...doublePlace, index: 7, name: "triple" }, 1);
    expect(answer).toContain("parallel function number 8, triple");
    expect(answer).toContain("has declared only 1 of them");
  });

  it("notices that it has found another function than was meant", async () => {
    const { answer } = await ask({ ...doublePlace, name: "triple" }, 1);
    expect(answer).toContain("parallel function number 1, triple, and has declared double there");
  });

  it("passes on the error of a module that cannot be imported", async () => {
    const { answer } = await ask({ ...doublePlace, module: "file:///nowhere.mjs" }, 1);
    expect(answer).toContain("nowhere.mjs");
  });

  it("is heard of when it ends", async () => {
    expect((await ask(doublePlace, 1)).end.error).toBeUndefined();
  });
});

describe("a portable function", () => {
  it("has a place once it is declared", async () => {
    expect(placeOf(double)).toBe(doublePlace);
    expect(await find(doublePlace)).toBe(double);
  });

  it("has none before", () => {
    expect(() => placeOf(() => {})).toThrow(NotPortableError);
  });

  it("is declared by the URL of its module", () => {
    expect(() => declare("some/path.ts", () => {})).toThrow(ModuleUrlError);
  });
});

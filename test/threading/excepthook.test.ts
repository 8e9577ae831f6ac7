// excepthook: what CPython's test_threading asserts of errors that escape threads.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type ExceptHookArgs,
  excepthook,
  NotCallableError,
  SystemExit,
  setExcepthook,
  Thread,
} from "../../src/threading/index.ts";

let written: string[] = [];

beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
});

afterEach(() => {
  setExcepthook(excepthook);
  vi.restoreAllMocks();
});

class FailingThread extends Thread {
  readonly #error: unknown;
  constructor(error: unknown) {
    super({ name: "excepthook thread" });
    this.#error = error;
  }
  override run(): never {
    throw this.#error;
  }
}

async function runToItsEnd(thread: Thread): Promise<void> {
  thread.start();
  await thread.join();
}

describe("an error that escapes a thread", () => {
  it("is written to standard error with the thread's name, its frames and, last, what it is", async () => {
    await runToItsEnd(new FailingThread(new RangeError("run failed")));
    const lines = written.join("").trimEnd().split("\n");
    expect(lines[0]).toBe("Exception in thread excepthook thread:");
    expect(lines[1]).toBe("Traceback (most recent call first):");
    expect(lines[2]).toContain("excepthook.test.ts");
    expect(lines.at(-1)).toBe("RangeError: run failed");
  });

  it("is the same to it thrown before or after an await", async () => {
    await runToItsEnd(
      new Thread({
        target: async () => {
          await Promise.resolve();
          throw new RangeError("later");
        },
      }),
    );
    expect(written.join("")).toContain("RangeError: later");
  });

  it("is shown below what caused it", async () => {
    const cause = new TypeError("the cause");
    await runToItsEnd(new FailingThread(new RangeError("the effect", { cause })));
    const text = written.join("");
    expect(text.indexOf("TypeError: the cause")).toBeGreaterThan(0);
    expect(text.indexOf("The above exception was the direct cause")).toBeGreaterThan(
      text.indexOf("TypeError: the cause"),
    );
    expect(text.trimEnd().endsWith("RangeError: the effect")).toBe(true);
  });

  it("may be its own cause", async () => {
    const error = new RangeError("in a circle");
    error.cause = error;
    await runToItsEnd(new FailingThread(error));
    expect(written.join("").match(/in a circle/g)).toHaveLength(1);
  });

  it.each([
    ["nothing", undefined, "thrown: undefined"],
    ["a string", "oops", "thrown: oops"],
  ])("may be %s", async (_, thrown, text) => {
    await runToItsEnd(new FailingThread(thrown));
    expect(written.join("")).toBe(`Exception in thread excepthook thread:\n${text}\n`);
  });

  it("leaves the thread ended, its joiners going on and the process alive", async () => {
    const thread = new FailingThread(new Error("run failed"));
    await runToItsEnd(thread);
    expect(thread.isAlive()).toBe(false);
  });

  it("is passed over in silence where it is SystemExit", async () => {
    await runToItsEnd(new FailingThread(new SystemExit(1)));
    expect(written).toEqual([]);
  });
});

describe("a hook that was set", () => {
  it("is told everything, while the thread is alive, and nothing is written", async () => {
    const told: (ExceptHookArgs & { alive: boolean })[] = [];
    const error = new RangeError("run failed");
    const thread = new FailingThread(error);
    expect(setExcepthook((args) => told.push({ ...args, alive: thread.isAlive() }))).toBe(
      excepthook,
    );
    await runToItsEnd(thread);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ excType: RangeError, excValue: error, alive: true });
    expect(told[0]?.excTraceback).toContain("excepthook.test.ts");
    expect(told[0]?.thread).toBe(thread);
    expect(written).toEqual([]);
  });

  it("is reported itself where it fails", async () => {
    setExcepthook(() => {
      throw new TypeError("hook failed");
    });
    await runToItsEnd(new FailingThread(new RangeError("run failed")));
    const text = written.join("");
    expect(text.startsWith("Exception in threading.excepthook:\n")).toBe(true);
    expect(text).toContain("TypeError: hook failed");
    expect(text).not.toContain("run failed");
  });

  it("is undone by setting the first one again", async () => {
    const hook = () => {};
    setExcepthook(hook);
    expect(setExcepthook(excepthook)).toBe(hook);
    await runToItsEnd(new FailingThread(new RangeError("run failed")));
    expect(written.join("")).toContain("RangeError: run failed");
  });

  it("must be a function", () => {
    expect(() => setExcepthook(null as never)).toThrow(NotCallableError);
  });
});

describe("excepthook itself", () => {
  it("writes of an error in no thread that is known", () => {
    const excValue = new RangeError("bug");
    excepthook({ excType: RangeError, excValue, excTraceback: undefined, thread: undefined });
    expect(written.join("")).toContain("Exception in thread (unknown):\n");
    expect(written.join("")).toContain("RangeError: bug");
  });
});

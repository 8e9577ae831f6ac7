// onceFunc, onceValue and onceValues, after Go's sync/oncefunc_test.go.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, expectTypeOf, it } from "vitest";
import { Gosched, type Operation } from "../../src/gen.ts";
import {
  Goexit,
  go,
  OnceWithinItselfError,
  onceFunc,
  onceValue,
  onceValues,
  WaitGroup,
} from "../../src/index.ts";

const makers = [
  ["onceFunc", onceFunc],
  ["onceValue", onceValue],
  ["onceValues", onceValues],
] as unknown as readonly (readonly [string, (fn: () => unknown) => () => unknown])[];

describe("plain functions", () => {
  it("TestOnceFunc: calls it the first time", () => {
    let calls = 0;
    const f = onceFunc(() => void calls++);
    for (let i = 0; i < 10; i++) f();
    expect(calls).toBe(1);
  });

  it("TestOnceValue: returns each time what it returned the first time", () => {
    let calls = 0;
    const f = onceValue(() => ++calls);
    expect([f(), f(), f()]).toEqual([1, 1, 1]);
    expectTypeOf(f).toEqualTypeOf<() => number>();
  });

  it("TestOnceValues: returns each time the values that it returned the first time", () => {
    let calls = 0;
    const f = onceValues(() => [++calls, `${calls}`]);
    const [number, text] = f();
    expect([number, text]).toEqual([1, "1"]);
    expect(f()).toEqual([1, "1"]);
    expectTypeOf(number).toEqualTypeOf<number>();
    expectTypeOf(text).toEqualTypeOf<string>();
  });

  it.each(makers)(
    "TestOnceFuncPanic, TestOnceValuePanic, TestOnceValuesPanic: %s",
    (_name, make) => {
      let calls = 0;
      const oops = new Error("oops");
      const f = make(() => {
        calls++;
        throw oops;
      });
      for (let i = 0; i < 3; i++) expect(f).toThrow(oops);
      expect(calls).toBe(1);
    },
  );

  it("TestOnceFuncPanicNil: throws nothing where it threw nothing, each time", () => {
    const nothing: unknown = undefined;
    const f = onceFunc(() => {
      throw nothing;
    });
    const thrown: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      try {
        f();
      } catch (error) {
        thrown.push(error);
      }
    }
    expect(thrown).toEqual([undefined, undefined]);
  });

  it("TestOnceFuncGoexit: is not called a second time", async () => {
    let calls = 0;
    let returned = 0;
    const f = onceFunc(() => {
      calls++;
      Goexit();
    });
    const wg = new WaitGroup();
    for (let i = 0; i < 2; i++) {
      wg.go(() => {
        f();
        returned++;
      });
    }
    await wg.wait();
    expect({ calls, returned }).toEqual({ calls: 1, returned: 0 });
  });

  it("TestOnceFuncPanicTraceback: the error's stack leads to where it was thrown", () => {
    function onceFuncPanic(): void {
      throw new Error("x");
    }
    let stack: string | undefined;
    try {
      onceFunc(onceFuncPanic)();
    } catch (error) {
      stack = (error as Error).stack;
    }
    expect(stack).toContain("onceFuncPanic");
  });

  it.each(makers)("TestOnceXGC: %s lets go of what the function holds on to", (_name, make) => {
    setFlagsFromString("--expose-gc");
    const gc = runInNewContext("gc") as () => void;
    const make1 = (): [() => unknown, WeakRef<object>] => {
      const held = { bytes: new Uint8Array(1024) };
      return [make(() => void held.bytes.fill(1)), new WeakRef(held)];
    };
    const [f, ref] = make1();
    f();
    // A WeakRef keeps what it refers to until the present turn of the event loop ends.
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      gc();
      expect(ref.deref()).toBeUndefined();
      f();
    });
  });

  it.each(makers)("%s throws where the function calls it itself", (name, make) => {
    const f: () => unknown = make(() => f());
    expect(f).toThrow(OnceWithinItselfError);
    expect(name).toMatch(/^once/);
  });
});

describe("async functions", () => {
  it("all get the one promise", async () => {
    let calls = 0;
    const f = onceValue(async () => {
      await Promise.resolve();
      return ++calls;
    });
    expect(await Promise.all([f(), f(), f()])).toEqual([1, 1, 1]);
    expectTypeOf(f).toEqualTypeOf<() => Promise<number>>();
    expectTypeOf(onceFunc(async () => 1)).toEqualTypeOf<() => Promise<void>>();
  });

  it("all get the one error", async () => {
    let calls = 0;
    const oops = new Error("oops");
    const f = onceFunc(async () => {
      calls++;
      throw oops;
    });
    for (let i = 0; i < 3; i++) await expect(f()).rejects.toBe(oops);
    expect(calls).toBe(1);
  });
});

describe("generator functions", () => {
  it("all get the one outcome, and those that come while it runs wait", async () => {
    let calls = 0;
    const f = onceValue(function* () {
      yield* Gosched();
      calls++;
      yield* Gosched();
      return calls;
    });
    expectTypeOf(f).toEqualTypeOf<() => Operation<number>>();
    const got: number[] = [];
    const wg = new WaitGroup();
    for (let i = 0; i < 3; i++) {
      wg.go(function* () {
        got.push(yield* f());
      });
    }
    await wg.wait();
    wg.go(function* () {
      got.push(yield* f());
    });
    await wg.wait();
    expect(got).toEqual([1, 1, 1, 1]);
  });

  it("all get the one error", async () => {
    let calls = 0;
    const oops = new Error("oops");
    const f = onceValues(function* () {
      calls++;
      yield* Gosched();
      throw oops;
    });
    const caught: unknown[] = [];
    const wg = new WaitGroup();
    for (let i = 0; i < 3; i++) {
      wg.go(function* () {
        try {
          yield* f();
        } catch (error) {
          caught.push(error);
        }
      });
    }
    await wg.wait();
    expect(caught).toEqual([oops, oops, oops]);
    expect(calls).toBe(1);
  });

  it("a plain function that returns a generator is one", async () => {
    let calls = 0;
    function* load(n: number) {
      calls++;
      yield* Gosched();
      return n;
    }
    const f = onceValue(() => load(3));
    const got: number[] = [];
    const wg = new WaitGroup();
    for (let i = 0; i < 2; i++) {
      go(function* () {
        got.push(yield* f());
        wg.done();
      });
      wg.add(1);
    }
    await wg.wait();
    expect({ got, calls }).toEqual({ got: [3, 3], calls: 1 });
  });
});

describe("types", () => {
  it("onceValues gives a tuple of what the function gives", () => {
    expectTypeOf(onceValues(() => [1, "a"])).toEqualTypeOf<() => [number, string]>();
    const load = onceValues(async (): Promise<[number, string]> => [1, "a"]);
    expectTypeOf(load).toEqualTypeOf<() => Promise<[number, string]>>();
    const steps = onceValues(function* (): Generator<never, [number, string], unknown> {
      yield* [];
      return [1, "a"];
    });
    expectTypeOf(steps).toEqualTypeOf<() => Operation<[number, string]>>();
    expect(steps()).toBe(steps());
  });
});

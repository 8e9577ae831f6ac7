// What the types of `parallel` promise: results as they are, and no function whose arguments or result cannot
// cross to another thread. (The lines that must not compile are looked at by the check of types.)

import { afterAll, describe, expect, expectTypeOf, it } from "vitest";
import type { Context } from "../../src/context/index.ts";
import type { SendChan } from "../../src/csp/directions.ts";
import { parallel, shutdown } from "../../src/parallel/index.ts";
import { add, double } from "./functions.ts";

afterAll(shutdown);

describe("the type of a parallel function", () => {
  it("is of a promise of what its function returns, or promises, or what its generator does", async () => {
    expectTypeOf(add).parameters.toEqualTypeOf<[number, number]>();
    expectTypeOf(add).returns.toEqualTypeOf<Promise<number>>();
    expectTypeOf(double).returns.toEqualTypeOf<Promise<number>>();
    expect([await add(1, 2), await double(2)]).toEqual([3, 4]);
  });

  it("lets pass what can cross", () => {
    interface Tree {
      readonly name: string;
      readonly children: readonly Tree[];
    }
    const takes = parallel(
      import.meta.url,
      (_tree: Tree, _out: SendChan<Map<string, Date>>, _ctx: Context, _bytes: Uint8Array) => {},
    );
    expectTypeOf(takes).parameter(0).toEqualTypeOf<Tree>();
    expect(typeof takes).toBe("function");
  });

  it("refuses what cannot", () => {
    // @ts-expect-error a function
    parallel(import.meta.url, (_callback: () => void) => {});
    // @ts-expect-error a function within
    parallel(import.meta.url, (_options: { readonly done?: (n: number) => void }) => {});
    // @ts-expect-error a symbol
    parallel(import.meta.url, (_key: symbol) => {});
    // @ts-expect-error a promise
    parallel(import.meta.url, (_later: Promise<number>) => {});
    // @ts-expect-error a result that is a function
    parallel(import.meta.url, () => () => {});
    expect(typeof parallel).toBe("function");
  });
});

// local: what CPython's test_threading_local asserts.

import { describe, expect, it } from "vitest";
import { Event, local, sleep } from "../../src/threading/index.ts";
import { Bunch, onSchedules } from "./bunch.ts";

describe("a local", () => {
  it(
    "shows no thread what another has set, nor that it was set",
    onSchedules(async () => {
      const mine = local<{ x?: string; y?: string }>();
      const [set, done] = [new Event(), new Event()];
      const first = new Bunch(1, async () => {
        mine.x = "foo";
        mine.y = "bar";
        delete mine.y;
        set.set();
        await done.wait();
        expect(mine).toEqual({ x: "foo" });
      });
      await set.wait();
      const second = new Bunch(1, () => {
        expect(mine.x).toBeUndefined();
        expect("x" in mine).toBe(false);
        expect(Object.keys(mine)).toEqual([]);
      });
      await second.join();
      done.set();
      await first.join();
      expect(mine.x).toBeUndefined();
    }),
  );

  it(
    "keeps what each thread has set, through its awaits",
    onSchedules(async () => {
      const mine = local<{ n: number }>();
      await new Bunch(10, async (index) => {
        mine.n = index;
        await sleep(1);
        expect(mine.n).toBe(index);
      }).join();
    }),
  );

  it(
    "begins in each thread as it is told",
    onSchedules(async () => {
      let made = 0;
      class Counter {
        readonly number = ++made;
        count = 0;
        increment(): number {
          return ++this.count;
        }
      }
      const counter = local(() => new Counter());
      const numbers: number[] = [];
      await new Bunch(3, async () => {
        counter.increment();
        await sleep(1);
        expect(counter.increment()).toBe(2);
        numbers.push(counter.number);
        expect(counter).toBeInstanceOf(Counter);
      }).join();
      expect(new Set(numbers)).toEqual(new Set([1, 2, 3]));
      expect(counter.count).toBe(0);
    }),
  );

  it(
    "is apart from every other local",
    onSchedules(async () => {
      const [a, b] = [local<{ n?: number }>(), local<{ n?: number }>()];
      a.n = 1;
      expect(b.n).toBeUndefined();
    }),
  );

  it(
    "holds properties that are defined, but none that is fixed, and cannot be frozen",
    onSchedules(async () => {
      const mine = local<{ hidden?: number }>();
      Object.defineProperty(mine, "hidden", { value: 5 });
      expect(mine.hidden).toBe(5);
      expect(Object.getOwnPropertyDescriptor(mine, "hidden")?.value).toBe(5);
      expect(() => Object.defineProperty(mine, "n", { value: 5, configurable: false })).toThrow(
        TypeError,
      );
      expect("n" in mine).toBe(false);
      expect(() => Object.freeze(mine)).toThrow(TypeError);
    }),
  );
});

// The log held against a naive model - a list of terms and the number of those purged - under random
// appends, truncations, purges and resets; and the hints by which conflicts are found (5.3).

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RangeOfStateError } from "../../../src/raft/rules/index.ts";
import {
  conflictHint,
  entriesBetween,
  entriesWithin,
  entryAt,
  isUpToDate,
  type Log,
  lastIndex,
  lastTerm,
  newLog,
  purgeTo,
  pushEntry,
  resetLog,
  termAt,
  truncateFrom,
} from "../../../src/raft/rules/log.ts";
import { command, logOf } from "./one-node.ts";

/** All terms from index 1 on, the purged ones too, of which the last is known. */
interface Model {
  terms: number[];
  purged: number;
}

type Step = (log: Log, model: Model) => void;

const append = fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 4 })).map(
  ([later, count]): Step =>
    (log, model) => {
      const term = Math.max(1, (model.terms.at(-1) ?? 0) + later);
      for (let i = 0; i < count; i++) {
        pushEntry(log, command(model.terms.length + 1, term));
        model.terms.push(term);
      }
    },
);

const truncate = fc.nat(5).map(
  (back): Step =>
    (log, model) => {
      const index = model.terms.length - back;
      if (index <= model.purged) return;
      truncateFrom(log, index);
      model.terms.length = index - 1;
    },
);

const purge = fc.nat(6).map(
  (forward): Step =>
    (log, model) => {
      const index = Math.min(model.purged + forward, model.terms.length);
      purgeTo(log, index);
      model.purged = index;
    },
);

const reset = fc.nat(5).map(
  (forward): Step =>
    (log, model) => {
      const term = Math.max(1, model.terms.at(-1) ?? 0);
      const index = model.terms.length + forward;
      if (index === 0) return;
      resetLog(log, index, term);
      model.terms = new Array<number>(index).fill(term);
      model.purged = index;
    },
);

const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: append },
    { weight: 2, arbitrary: truncate },
    { weight: 2, arbitrary: purge },
    { weight: 1, arbitrary: reset },
  ),
  { maxLength: 40 },
);

function build(all: readonly Step[]): { log: Log; model: Model } {
  const log = newLog();
  const model: Model = { terms: [], purged: 0 };
  for (const step of all) step(log, model);
  return { log, model };
}

function modelTermAt({ terms, purged }: Model, index: number): number | undefined {
  if (index === 0 && purged === 0) return 0;
  return index < purged ? undefined : terms[index - 1];
}

describe("the log", () => {
  it("answers as the model does, whatever was done to it", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const { log, model } = build(all);
        const last = model.terms.length;
        expect(lastIndex(log)).toBe(last);
        expect(lastTerm(log)).toBe(model.terms.at(-1) ?? 0);
        for (let index = 0; index <= last + 1; index++) {
          expect(termAt(log, index)).toBe(modelTermAt(model, index));
          const entry = entryAt(log, index);
          if (index <= model.purged || index > last) expect(entry).toBeUndefined();
          else expect([entry?.index, entry?.term]).toEqual([index, model.terms[index - 1]]);
        }
        expect(entriesBetween(log, model.purged + 1, last).map(({ term }) => term)).toEqual(
          model.terms.slice(model.purged),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("hints at the last place that may agree, as going back entry by entry does", () => {
    fc.assert(
      fc.property(steps, fc.nat(40), fc.nat(12), (all, from, term) => {
        const { log, model } = build(all);
        let index = Math.min(from, model.terms.length);
        while (index > model.purged && (model.terms[index - 1] as number) > term) index--;
        expect(conflictHint(log, from, term)).toEqual({
          index,
          term: modelTermAt(model, index) ?? 0,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("gives as many entries as both limits allow, and one at least", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 25 }),
        fc.integer({ min: 1, max: 1000 }),
        (sizes, maxEntries, maxBytes) => {
          const log = newLog();
          sizes.forEach((size, i) => {
            pushEntry(log, { index: i + 1, term: 1, kind: "command", data: new Uint8Array(size) });
          });
          let bytes = 0;
          let fitting = 0;
          for (const size of sizes) {
            bytes += size + 32;
            if (fitting === maxEntries || (fitting > 0 && bytes > maxBytes)) break;
            fitting++;
          }
          expect(entriesWithin(log, 1, maxEntries, maxBytes)).toHaveLength(fitting);
        },
      ),
    );
    expect(entriesWithin(newLog(), 1, 10, 10)).toEqual([]);
  });

  it("refuses what does not follow, and what it does not hold", () => {
    const log = newLog(3, 2);
    expect(() => pushEntry(log, command(5, 2))).toThrow(
      "entry 5 of term 2 cannot follow entry 3 of term 2",
    );
    expect(() => pushEntry(log, command(4, 1))).toThrow(RangeOfStateError);
    for (const entry of logOf([2, 3], 4)) pushEntry(log, entry);
    expect(() => truncateFrom(log, 3)).toThrow("entry 3 is not in a log from 4 to 5");
    expect(() => truncateFrom(log, 6)).toThrow(RangeOfStateError);
    expect(() => entriesBetween(log, 3, 4)).toThrow(RangeOfStateError);
    expect(() => purgeTo(log, 6)).toThrow(RangeOfStateError);
    expect([lastIndex(log), lastTerm(log)]).toEqual([5, 3]);
  });

  it("keeps no entry that is purged for long, and moves each once at most", () => {
    const log = newLog();
    let moved = 0;
    let list = log.entries;
    for (let index = 1; index <= 10_000; index++) {
      pushEntry(log, command(index, 1));
      if (index > 100) purgeTo(log, index - 100);
      if (log.entries === list) continue;
      list = log.entries;
      moved += list.length;
    }
    expect(log.entries.length).toBeLessThanOrEqual(201);
    expect(moved).toBeLessThanOrEqual(10_000);
  });
});

describe("section 5.4.1: which of two logs is more up-to-date", () => {
  it.each([
    ["the later last term wins, however short the log", [3, 1], [2, 9], true],
    ["the earlier last term loses, however long the log", [2, 9], [3, 1], false],
    ["of equal last terms the longer log wins", [2, 5], [2, 4], true],
    ["of equal last terms the shorter log loses", [2, 4], [2, 5], false],
    ["a log is as up-to-date as itself", [2, 4], [2, 4], true],
    ["an empty log is as up-to-date as another", [0, 0], [0, 0], true],
  ] as [string, [number, number], [number, number], boolean][])("%s", (_what, one, other, up) => {
    expect(isUpToDate(...one, ...other)).toBe(up);
  });
});

// Go's test/chan/select5.go: programs of one send or one receive, written in every way that the
// templates below allow: where the value goes, which other cases stand in the select, with a default or
// without, and in which order the operands are evaluated.
//
// As Go's, it generates programs. What runs is the text that a template wrote, as the body of an async
// function or of a generator function.

import { expect } from "vitest";
import * as gen from "../../../src/gen.ts";
import type { Chan, Parked } from "../../../src/index.ts";
import * as kit from "../../../src/index.ts";
import { type Both, both, type Case } from "../kinds.ts";
import { everyWay, type Maybe } from "./every-way.ts";

/** What the programs call `s`. */
class Surroundings {
  /** There is room for one in it, so that one goroutine will do. */
  readonly c = kit.chan<number>(1);
  readonly dummy = kit.chan<number>();
  /** What is sent. */
  readonly n: number;
  /** Where a received value goes, at last. */
  x: number | undefined;
  readonly m = new Map<number, number>();
  #order = 0;

  constructor(n: number) {
    this.n = n;
  }

  /** Gives `ch`, and checks that it comes after what had a lower order. */
  channel(ch: Chan<number> | null, order: number): Chan<number> | null {
    this.#comes(order);
    return ch;
  }

  /** Gives `n`, and checks that it comes after what had a lower order. */
  number(n: number, order: number): number {
    this.#comes(order);
    return n;
  }

  fail(what: string): never {
    return expect.fail(what);
  }

  #comes(order: number): void {
    expect(order).toBeGreaterThan(this.#order);
    this.#order = order;
  }
}

/** How a kind of goroutine writes an operation. */
interface Dialect {
  send(ch: string, value: string): string;
  recv(ch: string): string;
  select(cases: string): string;
}

const asyncDialect: Dialect = {
  send: (ch, value) => `await ${ch}.send(${value})`,
  recv: (ch) => `await ${ch}.recv()`,
  select: (cases) => `await kit.select({ ${cases} })`,
};

const generatorDialect: Dialect = {
  send: (ch, value) => `yield* gen.send(${ch}, ${value})`,
  recv: (ch) => `yield* gen.recv(${ch})`,
  select: (cases) => `yield* gen.select({ ${cases} })`,
};

type Template = (maybe: Maybe, dialect: Dialect) => string;

/** A case, and the code that is run when it is chosen. */
type Written = readonly [name: string, expression: string, body: string];

/** A select of these cases, with a default or without. */
function selectOf(maybe: Maybe, dialect: Dialect, cases: readonly Written[]): string {
  const listed = cases.map(([name, expression]) => `${name}: ${expression}`).join(", ");
  const event = maybe() ? dialect.select(listed) : `kit.trySelect({ ${listed} })`;
  const bodies = cases.map(([name, , body]) => `case "${name}": ${body}; break;`).join(" ");
  return `const event = ${event}; switch (event?.case) { ${bodies} default: s.fail("default"); }`;
}

/** Cases that must not be chosen. */
function never(expressions: readonly string[]): Written[] {
  return expressions.map((text, i) => [`never${i}`, text, `s.fail(${JSON.stringify(text)})`]);
}

const others = never([
  "gen.send(s.dummy, 1)",
  "gen.recv(s.dummy)",
  "gen.send(null, 1)",
  "gen.recv(null)",
]);

/** The same, with the order in which their operands must be evaluated, from `first` on. */
function othersInOrder(first: number): Written[] {
  return never([
    `gen.send(s.channel(s.dummy, ${first}), s.number(1, ${first + 1}))`,
    `gen.recv(s.channel(s.dummy, ${first + 2}))`,
    `gen.send(s.channel(null, ${first + 3}), s.number(1, ${first + 4}))`,
    `gen.recv(s.channel(null, ${first + 5}))`,
  ]);
}

function some<E>(maybe: Maybe, all: readonly E[]): E[] {
  return all.filter(() => maybe());
}

const templates: readonly Template[] = [
  function recv(maybe, dialect) {
    const sent = dialect.send("s.c", "s.n");
    if (maybe()) return `${sent}; s.x = ${dialect.recv("s.c")};`;
    const body = maybe()
      ? "s.x = event.value"
      : maybe()
        ? "const y = event.value; s.x = y"
        : maybe()
          ? "({ value: s.x } = event)"
          : "s.m.set(13, event.value); s.x = s.m.get(13)";
    const chosen: Written = ["chosen", "gen.recv(s.c)", body];
    const rest = some(maybe, others);
    const cases = maybe() ? [chosen, ...rest] : [...rest, chosen];
    return `${sent}; ${selectOf(maybe, dialect, cases)}`;
  },
  function recvOrder(maybe, dialect) {
    const sent = dialect.send("s.c", "s.n");
    // Outside of a select, left to right. (In one, what takes the value comes after all operands.)
    if (maybe()) {
      const received = dialect.recv("s.channel(s.c, 2)");
      return `${sent}; s.m.set(s.number(13, 1), ${received}); s.x = s.m.get(13);`;
    }
    const body = maybe()
      ? "s.x = event.value"
      : "s.m.set(s.number(13, 100), event.value); s.x = s.m.get(13)";
    const chosen: Written = ["chosen", "gen.recv(s.channel(s.c, 1))", body];
    return `${sent}; ${selectOf(maybe, dialect, [chosen, ...some(maybe, othersInOrder(2))])}`;
  },
  function send(maybe, dialect) {
    const received = `s.x = ${dialect.recv("s.c")};`;
    if (maybe()) return `${dialect.send("s.c", "s.n")}; ${received}`;
    const chosen: Written = ["chosen", "gen.send(s.c, s.n)", ""];
    const rest = some(maybe, others);
    const cases = maybe() ? [chosen, ...rest] : [...rest, chosen];
    return `${selectOf(maybe, dialect, cases)} ${received}`;
  },
  function sendOrder(maybe, dialect) {
    const received = `s.x = ${dialect.recv("s.c")};`;
    if (maybe()) {
      return `${dialect.send("s.channel(s.c, 1)", "s.number(s.n, 2)")}; ${received}`;
    }
    const chosen: Written = ["chosen", "gen.send(s.channel(s.c, 1), s.number(s.n, 2))", ""];
    const cases = [chosen, ...some(maybe, othersInOrder(3))];
    return `${selectOf(maybe, dialect, cases)} ${received}`;
  },
  function nonblock(maybe) {
    const cases = [["off", "null"], ...some(maybe, others)];
    const listed = cases.map(([name, expression]) => `${name}: ${expression}`).join(", ");
    return `s.x = s.n; const event = kit.trySelect({ ${listed} }); if (event) s.fail(event.case);`;
  },
];

type Made<F> = new (...names: string[]) => F;
type AsyncProgram = (s: Surroundings, from: object, to: object) => Promise<void>;
type GeneratorProgram = (
  s: Surroundings,
  from: object,
  to: object,
) => Generator<Parked, void, unknown>;

const AsyncFunction = (async () => {}).constructor as Made<AsyncProgram>;
const GeneratorFunction = Object.getPrototypeOf(function* () {})
  .constructor as Made<GeneratorProgram>;

const programs: readonly Both<[Surroundings]>[] = templates.flatMap((template) => {
  const generators = everyWay((maybe) => template(maybe, generatorDialect));
  return everyWay((maybe) => template(maybe, asyncDialect)).map((asyncText, i) => {
    const awaiting = new AsyncFunction("s", "gen", "kit", asyncText);
    const yielding = new GeneratorFunction("s", "gen", "kit", generators[i] ?? "");
    return both(
      async (s) => awaiting(s, gen, kit),
      function* (s) {
        yield* yielding(s, gen, kit);
      },
    );
  });
});

export const select5: Case = {
  name: "select5",
  holds: "left-hand sides of cases not chosen are not evaluated; order of evaluation",
  main: both(
    async () => {
      expect(programs.length).toBe(436);
      for (const [n, program] of programs.entries()) {
        const s = new Surroundings(n);
        await program.async(s);
        expect(s.x).toBe(n);
      }
    },
    function* () {
      expect(programs.length).toBe(436);
      for (const [n, program] of programs.entries()) {
        const s = new Surroundings(n);
        yield* program.generator(s);
        expect(s.x).toBe(n);
      }
    },
  ),
};

// Random programs, of two families.
//
// - A determinate program has one outcome, whatever the schedule: each channel has one goroutine that
//   sends and one that receives, and nothing asks whether another is ready (Kahn, "The semantics of a
//   simple language for parallel programming", 1974). It may be long.
// - A free program is short, and does anything; what it may do the model says.
//
// Both are made of transfers, a send here and a receive there, so that most of what is sent arrives;
// what is left out or out of place makes for deadlocks and panics.

import fc from "fast-check";
import type { ChannelRef, Program, SelectCase, Statement } from "./program.ts";
import { allStatements } from "./program.ts";

/** A statement whose value is not numbered yet, and the goroutine it is for. */
interface Placed {
  readonly goroutine: number;
  readonly statement: Statement;
}

/** Gives every send another value, in the order of the text. */
function numbered(goroutines: readonly (readonly Statement[])[]): Statement[][] {
  let value = 0;
  const number = (s: Statement): Statement => {
    switch (s.does) {
      case "send":
        return { ...s, value: ++value };
      case "select":
        return {
          ...s,
          cases: s.cases.map((c) => ({ ...c, value: ++value, body: c.body.map(number) })),
          otherwise: s.otherwise?.map(number) ?? null,
        };
      case "locked":
        return { ...s, body: s.body.map(number) };
      default:
        return s;
    }
  };
  return goroutines.map((list) => list.map(number));
}

/** Puts what was placed into the lists of its goroutines. */
function assemble(count: number, placed: readonly Placed[]): Statement[][] {
  const goroutines: Statement[][] = Array.from({ length: count }, () => []);
  for (const { goroutine, statement } of placed) goroutines[goroutine]?.push(statement);
  return numbered(goroutines);
}

function simpleCase(does: "send" | "recv", channel: ChannelRef): SelectCase {
  return { does, channel, value: 0, body: [] };
}

function plain(does: "send" | "recv", channel: number): Statement {
  return does === "send" ? { does, channel, value: 0 } : { does, channel };
}

// ---------------------------------------------------------------------------------- determinate

/** A send or a receive, alone or in a select in which nothing else can happen. */
function determinateEnd(does: "send" | "recv", channel: number): fc.Arbitrary<Statement> {
  const only = simpleCase(does, channel);
  const never = simpleCase(does === "send" ? "recv" : "send", null);
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(plain(does, channel)) },
    {
      weight: 1,
      arbitrary: fc.constant<Statement>({ does: "select", cases: [only], otherwise: null }),
    },
    {
      weight: 1,
      arbitrary: fc.constant<Statement>({ does: "select", cases: [never, only], otherwise: null }),
    },
  );
}

/** What happens between two goroutines, or in one. */
type Event = readonly Placed[];

function transfer(channel: number, from: number, to: number): fc.Arbitrary<Event> {
  return fc
    .tuple(determinateEnd("send", channel), determinateEnd("recv", channel), fc.nat(19))
    .map(([send, recv, left]): Event => {
      const [sent, received] = [
        { goroutine: from, statement: send },
        { goroutine: to, statement: recv },
      ];
      // Now and then one end is missing.
      return left === 0 ? [sent] : left === 1 ? [received] : [sent, received];
    });
}

export const determinatePrograms: fc.Arbitrary<Program> = fc
  .record({
    count: fc.integer({ min: 2, max: 6 }),
    ends: fc.array(fc.tuple(fc.nat(3), fc.nat(99), fc.nat(99)), { minLength: 1, maxLength: 6 }),
  })
  .chain(({ count, ends }) => {
    const channels = ends.map(([capacity, from, to]) => ({
      capacity,
      from: from % count,
      to: to % count,
    }));
    const transfers = fc.nat(channels.length - 1).chain((i) => {
      const { from, to } = channels[i] as (typeof channels)[number];
      return transfer(i, from, to);
    });
    const grouped = fc.tuple(fc.boolean(), fc.nat(count - 1)).map(([wait, goroutine]): Event => {
      return [{ goroutine, statement: { does: wait ? "wait" : "done", group: 0 } }];
    });
    const gosched = fc.nat(count - 1).map((goroutine): Event => {
      return [{ goroutine, statement: { does: "gosched" } }];
    });
    return fc
      .record({
        events: fc.array(
          fc.oneof(
            { weight: 12, arbitrary: transfers },
            { weight: 1, arbitrary: grouped },
            { weight: 1, arbitrary: gosched },
          ),
          { maxLength: 24 },
        ),
        // Of which channels the sender closes at last, and the receiver takes all.
        closed: fc.array(fc.boolean(), { minLength: ends.length, maxLength: ends.length }),
        missing: fc.nat(2),
      })
      .map(({ events, closed, missing }): Program => {
        const closing = channels.flatMap(({ from, to }, channel): Placed[] => {
          if (!closed[channel]) return [];
          return [
            { goroutine: from, statement: { does: "close", channel } },
            { goroutine: to, statement: { does: "range", channel } },
          ];
        });
        const goroutines = assemble(count, [...events.flat(), ...closing]);
        const dones = goroutines.flat().filter(({ does }) => does === "done").length;
        return {
          channels: channels.map(({ capacity }) => capacity),
          mutexes: 0,
          // Mostly what is counted off, and now and then one more, so that who waits waits for ever.
          groups: [dones + (missing === 0 ? 1 : 0)],
          goroutines,
        };
      });
  });

// ----------------------------------------------------------------------------------------- free

const CHANNELS = 2;

const channel = fc.nat(CHANNELS - 1);
const end = fc.constantFrom<"send" | "recv">("send", "recv");

function freeStatement(depth: number): fc.Arbitrary<Statement> {
  const simple: fc.Arbitrary<Statement>[] = [
    fc.tuple(end, channel).map(([does, c]) => plain(does, c)),
    fc.tuple(end, channel).map(([does, c]) => plain(does, c)),
    channel.map((c): Statement => ({ does: "close", channel: c })),
    channel.map((c): Statement => ({ does: "len", channel: c })),
    channel.map((c): Statement => ({ does: "range", channel: c })),
    fc.constant<Statement>({ does: "gosched" }),
    fc.constant<Statement>({ does: "done", group: 0 }),
    fc.constant<Statement>({ does: "wait", group: 0 }),
  ];
  if (depth === 0) return fc.oneof(...simple);
  const inner = fc.array(freeStatement(depth - 1), { maxLength: 1 });
  const locked = inner.map((body): Statement => ({ does: "locked", mutex: 0, body }));
  return fc.oneof(
    ...simple.map((arbitrary) => ({ weight: 2, arbitrary })),
    { weight: 6, arbitrary: freeSelect(inner) },
    { weight: 4, arbitrary: locked },
    { weight: 1, arbitrary: fc.constant<Statement>({ does: "unlock", mutex: 0 }) },
  );
}

function freeSelect(inner: fc.Arbitrary<Statement[]>): fc.Arbitrary<Statement> {
  const cases = fc.array(
    fc
      .tuple(end, fc.option(channel, { freq: 8 }), inner)
      .map(([does, c, body]): SelectCase => ({ does, channel: c, value: 0, body })),
    { minLength: 1, maxLength: 3 },
  );
  return fc
    .tuple(cases, fc.option(inner, { freq: 2 }))
    .map(([list, otherwise]): Statement => ({ does: "select", cases: list, otherwise }));
}

/** One end of a transfer, phrased in any way. */
function freeEnd(does: "send" | "recv", c: number): fc.Arbitrary<Statement> {
  const other = fc.tuple(end, channel).map(([d, o]) => simpleCase(d, o));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(plain(does, c)) },
    {
      weight: 1,
      arbitrary: fc.tuple(other, fc.boolean()).map(([o, first]): Statement => {
        const cases = first ? [simpleCase(does, c), o] : [o, simpleCase(does, c)];
        return { does: "select", cases, otherwise: null };
      }),
    },
  );
}

export const freePrograms: fc.Arbitrary<Program> = fc
  .record({
    count: fc.integer({ min: 2, max: 4 }),
    capacities: fc.array(fc.constantFrom(0, 0, 1, 2, 3), {
      minLength: CHANNELS,
      maxLength: CHANNELS,
    }),
    group: fc.integer({ min: 0, max: 2 }),
  })
  .chain(({ count, capacities, group }) => {
    const goroutine = fc.nat(count - 1);
    const transfers = fc.tuple(channel, goroutine, goroutine).chain(([c, from, to]) =>
      fc.tuple(freeEnd("send", c), freeEnd("recv", c)).map(([send, recv]): Event => {
        return [
          { goroutine: from, statement: send },
          { goroutine: to, statement: recv },
        ];
      }),
    );
    const solo = fc
      .tuple(goroutine, freeStatement(1))
      .map(([g, statement]): Event => [{ goroutine: g, statement }]);
    const starters = fc.array(fc.option(fc.tuple(fc.nat(99), fc.nat(99)), { freq: 4 }), {
      minLength: count,
      maxLength: count,
    });
    return fc
      .tuple(
        fc.array(fc.oneof({ weight: 3, arbitrary: transfers }, { weight: 2, arbitrary: solo }), {
          minLength: 3,
          maxLength: 8,
        }),
        starters,
      )
      .map(([events, startedBy]) => {
        const goroutines = assemble(count, events.flat());
        for (const [g, starter] of startedBy.entries()) {
          if (g === 0 || starter === null || starter === undefined) continue;
          const by = goroutines[starter[0] % g] as Statement[];
          by.splice(starter[1] % (by.length + 1), 0, { does: "go", goroutine: g });
        }
        return withoutMisuse({ channels: capacities, mutexes: 1, groups: [group], goroutines });
      });
  });

/**
 * Go is free in which misuse of a WaitGroup it notices where one is counted below zero while others
 * wait: then nobody waits here.
 */
function withoutMisuse(program: Program): Program {
  const statements = [...allStatements(program.goroutines.flat())];
  const dones = statements.filter(({ does }) => does === "done").length;
  if (dones <= (program.groups[0] ?? 0)) return program;
  const mend = (list: readonly Statement[]): Statement[] =>
    list.flatMap((s): Statement[] => {
      if (s.does === "wait") return [];
      if (s.does === "locked") return [{ ...s, body: mend(s.body) }];
      if (s.does !== "select") return [s];
      const cases = s.cases.map((c) => ({ ...c, body: mend(c.body) }));
      return [{ ...s, cases, otherwise: s.otherwise === null ? null : mend(s.otherwise) }];
    });
  return { ...program, goroutines: program.goroutines.map(mend) };
}

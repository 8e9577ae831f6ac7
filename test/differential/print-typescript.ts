// Prints a program as TypeScript, each goroutine as an async function or as a generator function. The
// text is what runs: `instantiate` makes functions of it.

import * as gen from "../../src/gen.ts";
import type { WaitGroup } from "../../src/index.ts";
import * as kit from "../../src/index.ts";
import type { Program, SelectCase, Statement } from "./program.ts";
import { startedFirst } from "./program.ts";

/** In what kind each goroutine of a program is written, by its number. */
export interface Kinds {
  readonly name: string;
  isAsync(goroutine: number): boolean;
}

export const allKinds: readonly Kinds[] = [
  { name: "async", isAsync: () => true },
  { name: "generator", isAsync: () => false },
  { name: "mixture", isAsync: (g) => g % 2 === 0 },
  { name: "other mixture", isAsync: (g) => g % 2 === 1 },
];

function ref(channel: number | null): string {
  return channel === null ? "null" : `c${channel}`;
}

function printGoroutine(g: number, statements: readonly Statement[], isAsync: boolean): string[] {
  const op = (awaited: string, yielded: string) =>
    isAsync ? `await ${awaited}` : `yield* ${yielded}`;
  const log = (text: string) => `log(${g}, ${text});`;

  function printCase(i: number, c: SelectCase): string {
    const expression =
      c.does === "send" ? `send(${ref(c.channel)}, ${c.value})` : `recv(${ref(c.channel)})`;
    return `case${i}: ${expression}`;
  }

  function printBody(i: number, c: SelectCase): string[] {
    const what =
      c.does === "send"
        ? `"#${i} ${ref(c.channel)}<-${c.value}"`
        : `"#${i} ${ref(c.channel)}=" + (event.ok ? event.value : "closed")`;
    return [`  case "case${i}":`, `    ${log(what)}`, ...print(c.body, "    "), "    break;"];
  }

  function printStatement(s: Statement): string[] {
    switch (s.does) {
      case "send": {
        const c = ref(s.channel);
        return [
          `${op(`${c}.send(${s.value})`, `send(${c}, ${s.value})`)};`,
          log(`"${c}<-${s.value}"`),
        ];
      }
      case "recv": {
        const c = ref(s.channel);
        const received = op(`${c}.recvOk()`, `recvOk(${c})`);
        return [`{ const r = ${received}; ${log(`"${c}=" + (r.ok ? r.value : "closed")`)} }`];
      }
      case "range": {
        const c = ref(s.channel);
        const lines = isAsync
          ? [`for await (const v of ${c}) ${log(`"${c}=" + v`)}`]
          : [
              `for (let r = yield* recvOk(${c}); r.ok; r = yield* recvOk(${c})) ${log(`"${c}=" + r.value`)}`,
            ];
        return [...lines, log(`"${c}=closed"`)];
      }
      case "close":
        return [`c${s.channel}.close();`, log(`"close c${s.channel}"`)];
      case "len":
        return [log(`"len c${s.channel}=" + c${s.channel}.len`)];
      case "select": {
        const cases = s.cases.map((c, i) => printCase(i, c)).join(", ");
        const event =
          s.otherwise === null
            ? op(`select({ ${cases} })`, `selecting({ ${cases} })`)
            : `trySelect({ ${cases} })`;
        return [
          `{ const event = ${event};`,
          "switch (event?.case) {",
          ...s.cases.flatMap((c, i) => printBody(i, c)),
          ...(s.otherwise === null
            ? []
            : ["  default:", `    ${log('"default"')}`, ...print(s.otherwise, "    ")]),
          "} }",
        ];
      }
      case "locked": {
        const m = `m${s.mutex}`;
        return [
          `${op(`${m}.lock()`, `lock(${m})`)};`,
          log(`"${m}:" + ++n${s.mutex}`),
          ...print(s.body, ""),
          `${m}.unlock();`,
          log(`"unlock ${m}"`),
        ];
      }
      case "unlock":
        return [`m${s.mutex}.unlock();`, log(`"unlock m${s.mutex}"`)];
      case "done":
        return [`w${s.group}.done();`, log(`"done w${s.group}"`)];
      case "wait":
        return [`${op(`w${s.group}.wait()`, `wait(w${s.group})`)};`, log(`"wait w${s.group}"`)];
      case "gosched":
        return [`${op("Gosched()", "goscheding()")};`];
      case "go":
        return [`go(g${s.goroutine});`];
    }
  }

  function print(list: readonly Statement[], indent: string): string[] {
    return list.flatMap(printStatement).map((line) => indent + line);
  }

  return [
    isAsync ? `async function g${g}() {` : `function* g${g}() {`,
    ...print(statements, "  "),
    `  ${log('"end"')}`,
    "  all.done();",
    "}",
  ];
}

/** The program without what it imports. */
function printProgram(program: Program, kinds: Kinds): string {
  return [
    ...program.channels.map((capacity, i) => `const c${i} = chan(${capacity});`),
    ...numbers(program.mutexes).map((i) => `const m${i} = new Mutex(); let n${i} = 0;`),
    ...program.groups.map((count, i) => `const w${i} = new WaitGroup(); w${i}.add(${count});`),
    `const all = new WaitGroup(); all.add(${program.goroutines.length});`,
    ...program.goroutines.flatMap((list, g) => printGoroutine(g, list, kinds.isAsync(g))),
    ...startedFirst(program).map((g) => `go(g${g});`),
  ].join("\n");
}

/** The program, for one who reads it or runs it alone. */
export function printTypeScript(program: Program, kinds: Kinds): string {
  return [
    'import { chan, Gosched, go, main, Mutex, recv, select, send, trySelect, WaitGroup } from "goroutine-kit";',
    'import { Gosched as goscheding, lock, recvOk, select as selecting, wait } from "goroutine-kit/gen";',
    "const log = console.log;",
    printProgram(program, kinds),
    "main(() => all.wait());",
  ].join("\n");
}

function numbers(count: number): number[] {
  return [...Array(count).keys()];
}

/** Writes a line into the log of a goroutine. */
export type Log = (goroutine: number, line: string) => void;

/** What a program has in scope. */
const ownWords = {
  ...kit,
  ...{ goscheding: gen.Gosched, lock: gen.lock, recvOk: gen.recvOk, selecting: gen.select },
  wait: gen.wait,
};

/** Words to have in scope in the place of those of the same names: to plant faults. */
export type OtherWords = Partial<typeof ownWords>;

/**
 * Makes a program ready to start: what is returned starts its goroutines, and gives the WaitGroup that
 * is done when all have ended.
 */
export function instantiate(
  program: Program,
  kinds: Kinds,
  otherWords: OtherWords = {},
): (log: Log) => WaitGroup {
  const words = { ...ownWords, ...otherWords };
  const parameters = `{ ${Object.keys(words).join(", ")} }`;
  const text = `${printProgram(program, kinds)}\nreturn all;`;
  // oxlint-disable-next-line typescript/no-implied-eval -- what runs is the text that is printed
  const start = new Function(parameters, "log", text) as (n: typeof words, log: Log) => WaitGroup;
  return (log) => start(words, log);
}

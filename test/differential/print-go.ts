// Prints programs as Go: many in one file, so that they are built once. The binary runs one of them for
// each process it starts of itself, since a deadlock, a panic and a fatal error end a process.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Program, type SelectCase, type Statement, startedFirst } from "./program.ts";

function ref(channel: number | null): string {
  return channel === null ? "nilChannel" : `c${channel}`;
}

function printGoroutine(g: number, statements: readonly Statement[]): string[] {
  const log = (...args: string[]) => `x.log(${[g, ...args].join(", ")})`;

  function printCase(i: number, c: SelectCase): string[] {
    const name = ref(c.channel);
    const head =
      c.does === "send"
        ? [`case ${name} <- ${c.value}:`, log(`"#${i} ${name}<-${c.value}"`)]
        : [`case v, ok := <-${name}:`, log(`"#${i} ${name}=" + received(v, ok)`)];
    return [...head, ...print(c.body)];
  }

  function printStatement(s: Statement): string[] {
    switch (s.does) {
      case "send":
        return [`c${s.channel} <- ${s.value}`, log(`"c${s.channel}<-${s.value}"`)];
      case "recv":
        return [`{ v, ok := <-c${s.channel}`, log(`"c${s.channel}=" + received(v, ok)`), "}"];
      case "range": {
        const c = `c${s.channel}`;
        return [
          `for v := range ${c} {`,
          log(`"${c}=" + received(v, true)`),
          "}",
          log(`"${c}=closed"`),
        ];
      }
      case "close":
        return [`close(c${s.channel})`, log(`"close c${s.channel}"`)];
      case "len":
        return [log(`"len c${s.channel}=" + strconv.Itoa(len(c${s.channel}))`)];
      case "select":
        return [
          "select {",
          ...s.cases.flatMap((c, i) => printCase(i, c)),
          ...(s.otherwise === null ? [] : ["default:", log('"default"'), ...print(s.otherwise)]),
          "}",
        ];
      case "locked": {
        const m = `m${s.mutex}`;
        return [
          `${m}.Lock()`,
          log(`"${m}:" + strconv.Itoa(int(atomic.AddInt64(&n${s.mutex}, 1)))`),
          ...print(s.body),
          `${m}.Unlock()`,
          log(`"unlock ${m}"`),
        ];
      }
      case "unlock":
        return [`m${s.mutex}.Unlock()`, log(`"unlock m${s.mutex}"`)];
      case "done":
        return [`w${s.group}.Done()`, log(`"done w${s.group}"`)];
      case "wait":
        return [`w${s.group}.Wait()`, log(`"wait w${s.group}"`)];
      case "gosched":
        return ["runtime.Gosched()"];
      case "go":
        return [`go g${s.goroutine}()`];
    }
  }

  function print(list: readonly Statement[]): string[] {
    return list.flatMap((statement) => ["x.jitter()", ...printStatement(statement)]);
  }

  return [`g${g} = func() {`, `defer x.end(${g})`, ...print(statements), log('"end"'), "}"];
}

/** The Go function that runs a program. */
export function printGo(program: Program, name: string): string {
  const { channels, groups, goroutines, mutexes } = program;
  const numbered = (letter: string, count: number) =>
    [...Array(count).keys()].map((i) => `${letter}${i}`);
  const used = (letter: string, count: number) =>
    numbered(letter, count).map((variable) => `_ = ${variable}`);
  return [
    `func ${name}(x *world) {`,
    ...channels.map((capacity, i) => `c${i} := make(chan int, ${capacity})`),
    ...used("c", channels.length),
    "var nilChannel chan int",
    "_ = nilChannel",
    ...numbered("m", mutexes).map((m) => `var ${m} sync.Mutex`),
    ...numbered("n", mutexes).flatMap((n) => [`var ${n} int64`, `_ = ${n}`]),
    ...numbered("m", mutexes).map((m) => `_ = &${m}`),
    ...groups.flatMap((count, i) => [`var w${i} sync.WaitGroup`, `w${i}.Add(${count})`]),
    `var ${numbered("g", goroutines.length).join(", ")} func()`,
    ...goroutines.flatMap((list, g) => printGoroutine(g, list)),
    `x.all.Add(${goroutines.length})`,
    ...startedFirst(program).map((g) => `go g${g}()`),
    "x.all.Wait()",
    "}",
  ].join("\n");
}

/** The whole file, whose functions are the programs by their numbers. */
export function printGoFile(programs: readonly Program[]): string {
  const harness = readFileSync(join(import.meta.dirname, "go", "harness.go"), "utf8");
  const functions = programs.map((program, i) => printGo(program, `p${i}`));
  const table = programs.map((_, i) => `p${i},`).join("\n");
  return `${harness}\nvar programs = []func(*world){\n${table}\n}\n\n${functions.join("\n\n")}\n`;
}

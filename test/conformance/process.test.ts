// What Go asserts of whole processes: how a deadlock is reported (test/fixedbugs/issue21576.go), and how
// much memory selects leave behind (test/chan/select2.go). And what else a process may end by.

import { describe, expect, it } from "vitest";
import { runProgram } from "./process.ts";

const TIMEOUT_MS = 60_000;

/** The deadlock of issue21576, a send that nobody receives, and who waits how. */
const deadlocks = [
  {
    kind: "async goroutines",
    program: `kit.main(async () => {
      const c = kit.chan();
      await c.send(1);
    });`,
    waits: [/^goroutine 1 \[chan send on chan \d+ \(cap 0\)\]: main$/m],
  },
  {
    kind: "generator goroutines",
    program: `kit.main(function* () {
      const c = kit.chan();
      yield* gen.send(c, 1);
    });`,
    waits: [/^goroutine 1 \[chan send on chan \d+ \(cap 0\)\]: main$/m],
  },
  {
    kind: "a mixture of both",
    program: `const [c, d] = [kit.chan(), kit.chan()];
    kit.go(function* second() { yield* gen.send(d, yield* gen.recv(c)); });
    kit.go(async function third() { await kit.select({ c: kit.recv(c), d: kit.send(d, 1) }); });
    kit.main(async () => { await new kit.WaitGroup().wait(); await kit.select({ nil: null }); });`,
    waits: [
      /\[chan receive on chan \d+ \(cap 0\)\]: second$/m,
      /\[select on c: chan \d+ \(cap 0\), d: chan \d+ \(cap 0\)\]: third$/m,
      /\[select \(no cases\)\]: main$/m,
    ],
  },
];

describe("issue21576: deadlock: message, the parked operation named, exit status 2", () => {
  for (const { kind, program, waits } of deadlocks) {
    it(
      `in ${kind}`,
      async () => {
        const { status, stderr } = await runProgram(program);
        expect(stderr).toMatch(/^fatal error: all goroutines are asleep - deadlock!\n\n/);
        for (const wait of waits) expect(stderr).toMatch(wait);
        expect(status).toBe(2);
      },
      TIMEOUT_MS,
    );
  }

  it(
    "names locks and groups that are waited for, and nothing else that main has left",
    async () => {
      const { status, stderr } = await runProgram(`
        const [mutex, group] = [new kit.Mutex(), new kit.WaitGroup()];
        mutex.tryLock();
        group.add(1);
        kit.go(async function ended() {});
        kit.go(function* locking() { yield* gen.lock(mutex); });
        kit.main(async () => { await group.wait(); });
      `);
      expect(stderr).toMatch(/\[sync\.Mutex\.Lock[^\]]*\]: locking/);
      expect(stderr).toMatch(/\[sync\.WaitGroup\.Wait[^\]]*\]: main/);
      expect(stderr).not.toContain("ended");
      expect(status).toBe(2);
    },
    TIMEOUT_MS,
  );

  it(
    "says so in Go's words where main has called Goexit and all others have ended",
    async () => {
      const { status, stderr } = await runProgram(`
        kit.go(async () => { await kit.sleep(1); });
        kit.main(() => kit.Goexit());
      `);
      expect(stderr).toContain(
        "fatal error: no goroutines (main called runtime.Goexit) - deadlock!",
      );
      expect(status).toBe(2);
    },
    TIMEOUT_MS,
  );

  it(
    "is no deadlock where a timer can still wake somebody",
    async () => {
      const { status, stderr } = await runProgram(`
        const c = kit.chan();
        kit.go(async () => { await kit.sleep(20); await c.send(1); });
        kit.main(function* () { yield* gen.recv(c); });
      `);
      expect([status, stderr]).toEqual([0, ""]);
    },
    TIMEOUT_MS,
  );

  it(
    "shows where each was started and where it waits, with GOROUTINE_KIT_TRACE=1",
    async () => {
      const program = `
        function starter(c) { kit.go(async function waiter() { await 0; await receiveFrom(c); }); }
        async function receiveFrom(c) { await c.recv(); }
        kit.main(async () => { const c = kit.chan(); starter(c); await kit.chan().recv(); });
      `;
      const untraced = await runProgram(program);
      expect(untraced.stderr).toContain("(set GOROUTINE_KIT_TRACE=1, or call trace(), to see");
      expect(untraced.stderr).not.toContain("at starter");

      const { status, stderr } = await runProgram(program, { env: { GOROUTINE_KIT_TRACE: "1" } });
      const block = stderr.split("\n\n").find((text) => text.includes(": waiter")) ?? "";
      expect(block).toMatch(/^goroutine \d+ \[chan receive on chan \d+ \(cap 0\)\]: waiter\n/);
      expect(block).toMatch(/waiter\n +at receiveFrom .*\n[\s\S]*\nstarted by\n +at starter /);
      expect(status).toBe(2);
    },
    TIMEOUT_MS,
  );
});

describe("a process", () => {
  it(
    "ends when main returns, though others run, with the status that the program has set",
    async () => {
      const { status, stdout, stderr } = await runProgram(`
        const [ping, pong] = [kit.chan(), kit.chan()];
        kit.go(async () => { for (;;) { await ping.send(1); await pong.recv(); } });
        kit.go(function* () { for (;;) { yield* gen.recv(ping); yield* gen.send(pong, 1); } });
        kit.go(async () => { await kit.sleep(1e6); console.log("too late"); });
        setInterval(() => {}, 1000);
        kit.main(async () => {
          await kit.sleep(1);
          console.log("main returns");
          process.exitCode = 3;
        });
      `);
      expect([status, stdout, stderr]).toEqual([3, "main returns\n", ""]);
    },
    TIMEOUT_MS,
  );

  it(
    "prints every goroutine at SIGQUIT, and ends with status 2",
    async () => {
      const { status, stderr } = await runProgram(`
        const c = kit.chan(3);
        kit.go(function* waiting() { yield* gen.recv(c); });
        kit.go(async function sleeping() { await kit.sleep(1e6); });
        kit.main(async () => { await kit.sleep(1); process.kill(process.pid, "SIGQUIT"); await kit.sleep(1e6); });
      `);
      expect(stderr).toMatch(/^SIGQUIT: quit\n\n/);
      expect(stderr).toMatch(/\[chan receive on chan \d+ \(cap 3, len 0\)\]: waiting/);
      expect(stderr).toMatch(/\[sleep[^\]]*\]: sleeping/);
      expect(stderr).toContain("goroutine 3 [");
      expect(status).toBe(2);
    },
    TIMEOUT_MS,
  );

  const panics = [
    ["an async goroutine", "async function worker() { await 0; throw new RangeError('boom'); }"],
    ["a generator goroutine", "function* worker() { throw new RangeError('boom'); }"],
    ["a plain function", "function worker() { throw new RangeError('boom'); }"],
  ];
  for (const [kind, worker] of panics) {
    it(
      `ends by an uncaught exception that names it, where an error escapes ${kind}`,
      async () => {
        const { status, stdout, stderr } = await runProgram(`
          kit.main(async () => {
            kit.go(${worker});
            await kit.sleep(1000);
            console.log("went on");
          });
        `);
        expect(stderr).toMatch(/PanicError: panic: RangeError: boom \[goroutine 2 \(worker\)\]/);
        expect(stderr).toMatch(/\[cause\]: RangeError: boom/);
        expect([status, stdout]).toEqual([1, ""]);
      },
      TIMEOUT_MS,
    );
  }
});

/** Go's receiver of select2: `n` values, of a select over two channels. */
const receivers = {
  async: `async (c, dummy, n) => {
    for (let i = 0; i < n; i++) {
      const event = await kit.select({ c: kit.recv(c), dummy: kit.recv(dummy) });
      if (event.case === "dummy") throw new Error("dummy");
    }
  }`,
  generator: `function* (c, dummy, n) {
    for (let i = 0; i < n; i++) {
      const event = yield* gen.select({ c: gen.recv(c), dummy: gen.recv(dummy) });
      if (event.case === "dummy") throw new Error("dummy");
    }
  }`,
};
const senders = {
  async: "async (c, n) => { for (let i = 0; i < n; i++) await c.send(1); }",
  generator: "function* (c, n) { for (let i = 0; i < n; i++) yield* gen.send(c, 1); }",
};

const selects = [
  { kind: "async goroutines", sender: senders.async, receiver: receivers.async },
  { kind: "generator goroutines", sender: senders.generator, receiver: receivers.generator },
  { kind: "a mixture of both", sender: senders.async, receiver: receivers.generator },
];

describe("select2: a million selects leave no memory behind", () => {
  for (const { kind, sender, receiver } of selects) {
    it(
      `in ${kind}`,
      async () => {
        const { status, stdout, stderr } = await runProgram(
          `
          const [c, dummy] = [kit.chan(), kit.chan()];
          const [sender, receiver] = [${sender}, ${receiver}];
          async function selects(n) {
            const ended = kit.NumGoroutine();
            kit.go(sender, c, n);
            kit.go(receiver, c, dummy, n);
            while (kit.NumGoroutine() > ended) await kit.sleep(1);
            gc();
            return process.memoryUsage().heapUsed;
          }
          kit.main(async () => {
            await selects(100_000);
            const before = await selects(100_000);
            const after = await selects(1_000_000);
            console.log(after - before);
          });
          `,
          { flags: ["--expose-gc"] },
        );
        expect([status, stderr]).toEqual([0, ""]);
        // Go allows 1.1 bytes a select, for what else the process does.
        expect(Number.parseInt(stdout, 10)).toBeLessThan(1_100_000);
      },
      TIMEOUT_MS,
    );
  }
});

// main: how a process ends. Each program runs in a process of its own; what it prints and its status are
// what a user sees.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { main, NotCallableError } from "../../src/threading/index.ts";

const threading = new URL("../../src/threading/index.ts", import.meta.url).href;
const loader = import.meta.resolve("tsx");
const base = fileURLToPath(new URL("../..", import.meta.url));

/** Runs a program that has all of threading in scope as `t`. */
function run(program: string): { status: number | null; stdout: string; stderr: string } {
  const source = `import * as t from ${JSON.stringify(threading)};\n${program}`;
  const args = ["--import", loader, "--input-type=module", "--eval", source];
  return spawnSync(process.execPath, args, { encoding: "utf8", cwd: base });
}

describe("a program ends", () => {
  it("when its main function and all threads that are no daemons have ended", () => {
    const { status, stdout, stderr } = run(`
      t.main(async () => {
        const daemon = new t.Thread({ daemon: true, target: () => t.sleep(1e9) });
        const worker = new t.Thread({ target: async () => {
          await t.mainThread().join();
          console.log("main has ended", t.mainThread().isAlive());
          const last = new t.Thread({ target: () => console.log("and so has the last") });
          last.start();
        } });
        daemon.start();
        worker.start();
        console.log("main ends");
      });
    `);
    expect(stderr).toBe("");
    expect(stdout).toBe("main ends\nmain has ended false\nand so has the last\n");
    expect(status).toBe(0);
  });

  it("with the threads of a pool that nobody has shut down, their calls done", () => {
    const { status, stdout, stderr } = run(`
      t.main(async () => {
        const pool = new t.ThreadPoolExecutor({ maxWorkers: 1 });
        pool.submit(console.log, "apple");
        pool.submit(console.log, "pear");
      });
    `);
    expect([status, stdout, stderr]).toEqual([0, "apple\npear\n", ""]);
  });

  it("with the status that it has set", () => {
    expect(run("t.main(() => { process.exitCode = 7; });").status).toBe(7);
  });

  it("with status 1 and a traceback where its main function fails, after its threads", () => {
    const { status, stdout, stderr } = run(`
      t.main(async () => {
        new t.Thread({ target: () => console.log("the thread ran") }).start();
        throw new RangeError("main failed");
      });
    `);
    expect([status, stdout]).toEqual([1, "the thread ran\n"]);
    expect(stderr).toContain("Traceback (most recent call first):");
    expect(stderr.trimEnd().endsWith("RangeError: main failed")).toBe(true);
  });

  it("with the code of a SystemExit, in silence", () => {
    const { status, stderr } = run("t.main(() => { throw new t.SystemExit(3); });");
    expect([status, stderr]).toEqual([3, ""]);
  });

  it("with status 0 though a thread has failed, and says so", () => {
    const { status, stderr } = run(`
      t.main(() => {
        new t.Thread({ name: "failing", target: () => { throw new RangeError("oops"); } }).start();
      });
    `);
    expect(status).toBe(0);
    expect(stderr).toMatch(/^Exception in thread failing:\n[^]*\nRangeError: oops\n$/);
  });

  it("with status 2 and a report where its threads wait for each other", () => {
    const { status, stderr } = run(`
      t.main(async () => {
        const [a, b] = [new t.Lock(), new t.Lock()];
        const both = async (first, second) => {
          await first.acquire();
          await t.sleep(1);
          await second.acquire();
        };
        t.currentThread();
        const one = new t.Thread({ target: both, args: [a, b], name: "one" });
        const two = new t.Thread({ target: both, args: [b, a], name: "two" });
        one.start();
        two.start();
        await one.join();
      });
    `);
    expect(status).toBe(2);
    const lines = stderr.split("\n\n");
    expect(lines[0]).toBe("fatal error: all threads are asleep - deadlock!");
    expect(lines).toContain("thread 0 [Thread.join on <Thread(one, started 1)>]: MainThread");
    expect(lines).toContain("thread 1 [Lock.acquire on <locked Lock>]: one");
    expect(lines).toContain("thread 2 [Lock.acquire on <locked Lock>]: two");
  });

  it("with status 2 where a thread that is left waits for ever", () => {
    const { status, stderr } = run(`
      t.main(() => {
        new t.Thread({ target: () => new t.Event().wait(), name: "left" }).start();
      });
    `);
    expect(status).toBe(2);
    expect(stderr).toContain("]: left");
    expect(stderr).toContain("Event.wait on <Event: unset>");
  });
});

describe("main", () => {
  it("takes a function", () => {
    expect(() => main("main" as never)).toThrow(NotCallableError);
  });
});

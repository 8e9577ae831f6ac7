/**
 * The examples in doc comments of src: fragments, each of which needs something around it to be a program.
 *
 * Invariant: what stands around an example says what it takes for granted, and changes nothing of it.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What an example takes for granted. */
interface Surroundings {
  readonly imports: string;
  /** Whether it is a whole module, or the body of a `main`. */
  readonly place: "module" | "main";
  readonly before?: string;
  readonly after?: string;
}

/** By the file that the example stands in. */
const SURROUNDINGS: Readonly<Record<string, Surroundings>> = {
  "src/threading/thread.ts": {
    imports: `import { main, Queue, Thread } from "goroutine-kit/threading";`,
    place: "main",
    before: `const queue = new Queue<number>();
      const serve = async (from: Queue<number>) => console.log(await from.get());
      queue.putNowait(7);`,
  },
  "src/threading/local.ts": {
    imports: `import { local, main, Thread } from "goroutine-kit/threading";`,
    place: "main",
    after: `const other = new Thread({ target: () => console.log(mine.number) });
      other.start();
      await other.join();
      if (counted.count !== 0) throw new Error("a thread begins with a count of 0");`,
  },
  "src/threading/futures/thread-pool-executor.ts": {
    imports: `import { main, ThreadPoolExecutor } from "goroutine-kit/threading";`,
    place: "main",
    before: `const url = "here"; const load = (from: string) => from.length;`,
  },
  "src/threading/os/portable.ts": {
    imports: `import { portable, type SharedLock } from "goroutine-kit/threading/os";`,
    place: "module",
  },
  "src/threading/os/os-thread.ts": {
    imports: `import { main } from "goroutine-kit/threading";
      import { OsThread, portable, SharedLock, SharedQueue } from "goroutine-kit/threading/os";
      export const work = portable(import.meta.url, (lock: SharedLock, queue: SharedQueue<number>) => {
        using _ = lock.acquireSync();
        queue.putSync(7);
      });`,
    place: "main",
    before: `const lock = new SharedLock(); const queue = new SharedQueue<number>();`,
    after: `if ((await queue.get()) !== 7) throw new Error("the thread has put 7 into the queue");`,
  },
  "src/threading/os/process-pool-executor.ts": {
    imports: `import { main } from "goroutine-kit/threading";
      import { portable, ProcessPoolExecutor } from "goroutine-kit/threading/os";
      export const countPrimes = portable(import.meta.url, (from: number, to: number) => {
        let count = 0;
        for (let n = from; n < to; n++) {
          let d = 2;
          while (d * d <= n && n % d !== 0) d++;
          if (d * d > n) count++;
        }
        return count;
      });`,
    place: "main",
  },
  "src/testing/leaks.ts": {
    imports: `import { main } from "goroutine-kit";
      import { leakCheck } from "goroutine-kit/testing";`,
    place: "main",
    after: "void leaks;",
  },
};

export interface CommentExample {
  readonly path: string;
  readonly line: number;
  /** The program; undefined where nothing is known of its surroundings. */
  readonly program: string | undefined;
}

/** Every example of a doc comment below `src`. */
export function commentExamples(root: string): CommentExample[] {
  return readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .flatMap((name) => {
      const path = `src/${name.replaceAll("\\", "/")}`;
      return examplesOf(path, readFileSync(join(root, path), "utf8"));
    });
}

function examplesOf(path: string, source: string): CommentExample[] {
  return [...source.matchAll(/^ *\* ```ts\n((?: *\*.*\n)*?) *\* ```$/gm)].map((match) => {
    const line = source.slice(0, match.index).split("\n").length;
    const text = (match[1] ?? "").replace(/^ *\* ?/gm, "");
    const around = SURROUNDINGS[path];
    return { path, line, program: around === undefined ? undefined : programOf(text, around) };
  });
}

function programOf(example: string, { imports, place, before, after }: Surroundings): string {
  const body = [before, example, after].filter((part) => part !== undefined).join("\n");
  return `${imports}\n${place === "module" ? body : `main(async () => {\n${body}\n});`}\n`;
}

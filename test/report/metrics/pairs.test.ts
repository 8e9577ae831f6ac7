// The same concurrent program in the four forms of an example: equal where the languages say the
// same thing, and different just where the idiom differs.

import { describe, expect, it } from "vitest";
import { openMeasurer } from "../../../src/report/metrics/measure.ts";

const measurer = await openMeasurer();

const forms = {
  "sum.ts": `
import { chan, go, main } from "goroutine-kit";

await main(async () => {
  const numbers = chan<number>();
  go(async () => {
    for (let n = 0; n < 10; n++) {
      if (n % 2 === 0) await numbers.send(n);
    }
    numbers.close();
  });
  let total = 0;
  for await (const n of numbers) total += n;
  console.log(total);
});
`,
  "sum.go": `
package main

import "fmt"

func main() {
	numbers := make(chan int)
	go func() {
		for n := 0; n < 10; n++ {
			if n%2 == 0 {
				numbers <- n
			}
		}
		close(numbers)
	}()
	total := 0
	for n := range numbers {
		total += n
	}
	fmt.Println(total)
}
`,
  "sum.threads.ts": `
import { Queue, Thread } from "goroutine-kit/threading";

const numbers = new Queue<number | undefined>();

async function produce() {
  for (let n = 0; n < 10; n++) {
    if (n % 2 === 0) await numbers.put(n);
  }
  await numbers.put(undefined);
}

async function main() {
  new Thread({ target: produce }).start();
  let total = 0;
  for (let n = await numbers.get(); n !== undefined; n = await numbers.get()) {
    total += n;
  }
  console.log(total);
}

await main();
`,
  "sum.py": `
from queue import Queue
from threading import Thread

numbers = Queue()


def produce():
    for n in range(10):
        if n % 2 == 0:
            numbers.put(n)
    numbers.put(None)


def main():
    Thread(target=produce).start()
    total = 0
    while (n := numbers.get()) is not None:
        total += n
    print(total)


main()
`,
};

function complexityOf(path: keyof typeof forms) {
  const { functions, cyclomatic, cognitive, nesting } = measurer.measure(path, forms[path]);
  return { functions, cyclomatic, cognitive, nesting };
}

describe("a program in four forms", () => {
  it("has one complexity in the Go idiom, in TypeScript and in Go", () => {
    expect(complexityOf("sum.ts")).toEqual(complexityOf("sum.go"));
    expect(complexityOf("sum.go")).toEqual({
      functions: 2,
      cyclomatic: 5,
      cognitive: 6,
      nesting: 3,
    });
  });

  it("has one complexity in the Thread idiom, in TypeScript and in Python", () => {
    expect(complexityOf("sum.threads.ts")).toEqual(complexityOf("sum.py"));
    expect(complexityOf("sum.py")).toEqual({
      functions: 2,
      cyclomatic: 5,
      cognitive: 4,
      nesting: 2,
    });
  });
});

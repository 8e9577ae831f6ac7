// An executor that nobody shuts down: what was submitted ends before the process does.

import { main } from "goroutine-kit/threading";
import { ProcessPoolExecutor, portable } from "goroutine-kit/threading/os";

const say = portable(import.meta.url, (text: string) => console.log(text));

main(() => {
  const pool = new ProcessPoolExecutor({ maxWorkers: 1 });
  for (const text of ["one", "two", "three"]) pool.submit(say, text);
});

// The group's context is cancelled by its first error, which is what `wait`
// throws.

import { background, type Context, chan, errgroup, main } from "goroutine-kit";

async function load(ctx: Context, page: string) {
  if (page === "c") throw new Error(`no page ${page}`);
  // The other servers never answer.
  const answers = chan<string>();
  try {
    await answers.recv(ctx);
  } finally {
    console.log("called off");
  }
}

main(async () => {
  const [group, ctx] = errgroup.withContext(background());
  for (const page of ["a", "b", "c"]) await group.go(() => load(ctx, page));
  try {
    await group.wait();
  } catch (error) {
    console.log("failed:", (error as Error).message);
  }
});

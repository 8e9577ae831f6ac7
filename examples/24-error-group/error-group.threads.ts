// `wait` answers as soon as one call has failed; the event calls the others
// off.

import { Event, FIRST_EXCEPTION, main, ThreadPoolExecutor, wait } from "goroutine-kit/threading";

async function load(calledOff: Event, page: string) {
  if (page === "c") throw new Error(`no page ${page}`);
  // The other servers never answer.
  await calledOff.wait();
  console.log("called off");
}

async function loadAll(pages: readonly string[]) {
  const calledOff = new Event();
  await using pool = new ThreadPoolExecutor();
  const loads = pages.map((page) => pool.submit(load, calledOff, page));
  const { done } = await wait(loads, { returnWhen: FIRST_EXCEPTION });
  calledOff.set();
  for (const future of done) await future.result();
}

main(async () => {
  try {
    await loadAll(["a", "b", "c"]);
  } catch (error) {
    console.log("failed:", (error as Error).message);
  }
});

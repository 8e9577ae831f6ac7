// A call that runs cannot be cancelled from outside: it waits for an Event,
// with its delay as the time-out.

import { Event, FIRST_COMPLETED, main, ThreadPoolExecutor, wait } from "goroutine-kit/threading";

const replicasMs = { london: 3_600_000, paris: 10, rome: 3_600_000 };

async function ask(calledOff: Event, city: string, delayMs: number): Promise<string> {
  if (await calledOff.wait(delayMs)) console.log("called off");
  return city;
}

main(async () => {
  const calledOff = new Event();
  await using pool = new ThreadPoolExecutor();
  const answers = Object.entries(replicasMs).map(([city, delayMs]) =>
    pool.submit(ask, calledOff, city, delayMs),
  );

  const { done } = await wait(answers, { returnWhen: FIRST_COMPLETED });
  for (const first of done) console.log("the first answer comes from", await first.result());
  calledOff.set();
});

// All workers receive from one channel and end when it is closed; when all
// have ended, so have the results.

import { chan, go, main, type RecvChan, type SendChan, WaitGroup } from "goroutine-kit";

interface Result {
  readonly word: string;
  readonly length: number;
}

async function worker(words: RecvChan<string>, results: SendChan<Result>) {
  for await (const word of words) {
    await results.send({ word, length: word.length });
  }
}

main(async () => {
  const texts = ["goroutine", "channel", "select", "park", "ready"];
  const words = chan<string>();
  const results = chan<Result>();

  const workers = new WaitGroup();
  for (let i = 0; i < 3; i++) workers.go(worker, words, results);

  go(async () => {
    for (const text of texts) await words.send(text);
    words.close();
    await workers.wait();
    results.close();
  });

  const lengths = new Map<string, number>();
  for await (const { word, length } of results) lengths.set(word, length);
  for (const text of texts) console.log(`${text} has ${lengths.get(text)} letters`);
});

// A subscriber has a queue of its own, and a value that stands for the end.

import { main, Queue, Thread } from "goroutine-kit/threading";

const END = Symbol("end");
type Messages = Queue<string | typeof END>;

class Broker {
  readonly #topics = new Map<string, Messages[]>();

  subscribe(topic: string): Messages {
    const messages: Messages = new Queue();
    this.#topics.set(topic, [...(this.#topics.get(topic) ?? []), messages]);
    return messages;
  }

  async publish(topic: string, message: string) {
    for (const messages of this.#topics.get(topic) ?? []) await messages.put(message);
  }

  async close() {
    for (const messages of [...this.#topics.values()].flat()) await messages.put(END);
  }
}

class Reader extends Thread {
  readonly heard: string[] = [];
  readonly #messages: Messages;

  constructor(name: string, messages: Messages) {
    super({ name });
    this.#messages = messages;
  }

  override async run() {
    for (;;) {
      const message = await this.#messages.get();
      if (message === END) return;
      this.heard.push(message);
    }
  }
}

main(async () => {
  const broker = new Broker();

  const topics = { ann: "weather", bob: "weather", eve: "sport" };
  const readers = Object.entries(topics).map(
    ([name, topic]) => new Reader(name, broker.subscribe(topic)),
  );
  for (const reader of readers) reader.start();

  await broker.publish("weather", "rain");
  await broker.publish("sport", "goal");
  await broker.publish("weather", "sun");
  await broker.close();

  for (const reader of readers) {
    await reader.join();
    console.log(`${reader.name} heard: ${reader.heard.join(", ")}`);
  }
});

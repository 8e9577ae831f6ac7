// A subscriber has a channel of its own; the publisher waits until each has
// taken the message.

import { type Chan, chan, main, type RecvChan, WaitGroup } from "goroutine-kit";

class Broker {
  readonly #topics = new Map<string, Chan<string>[]>();

  subscribe(topic: string): RecvChan<string> {
    const messages = chan<string>();
    this.#topics.set(topic, [...(this.#topics.get(topic) ?? []), messages]);
    return messages;
  }

  async publish(topic: string, message: string) {
    for (const messages of this.#topics.get(topic) ?? []) await messages.send(message);
  }

  close() {
    for (const messages of [...this.#topics.values()].flat()) messages.close();
  }
}

main(async () => {
  const broker = new Broker();
  const readers = new WaitGroup();
  const heard = new Map<string, string[]>();

  async function reader(name: string, messages: RecvChan<string>) {
    for await (const message of messages) heard.get(name)?.push(message);
  }

  const topics = { ann: "weather", bob: "weather", eve: "sport" };
  for (const [name, topic] of Object.entries(topics)) {
    heard.set(name, []);
    readers.go(reader, name, broker.subscribe(topic));
  }

  await broker.publish("weather", "rain");
  await broker.publish("sport", "goal");
  await broker.publish("weather", "sun");
  broker.close();

  await readers.wait();
  for (const [name, messages] of heard) console.log(`${name} heard: ${messages.join(", ")}`);
});

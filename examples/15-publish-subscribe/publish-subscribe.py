"""A subscriber has a queue of its own, and a value that stands for the end."""

from collections import defaultdict
from queue import Queue
from threading import Lock, Thread

END = object()


class Broker:
    def __init__(self):
        self.lock = Lock()
        self.topics = defaultdict(list)

    def subscribe(self, topic):
        with self.lock:
            messages = Queue()
            self.topics[topic].append(messages)
            return messages

    def publish(self, topic, message):
        with self.lock:
            for messages in self.topics[topic]:
                messages.put(message)

    def close(self):
        with self.lock:
            for queues in self.topics.values():
                for messages in queues:
                    messages.put(END)


class Reader(Thread):
    def __init__(self, name, messages):
        Thread.__init__(self, name=name)
        self.heard = []
        self.messages = messages

    def run(self):
        for message in iter(self.messages.get, END):
            self.heard.append(message)


def main():
    broker = Broker()

    topics = {"ann": "weather", "bob": "weather", "eve": "sport"}
    readers = [Reader(name, broker.subscribe(topic)) for name, topic in topics.items()]
    for reader in readers:
        reader.start()

    broker.publish("weather", "rain")
    broker.publish("sport", "goal")
    broker.publish("weather", "sun")
    broker.close()

    for reader in readers:
        reader.join()
        print(f"{reader.name} heard: {', '.join(reader.heard)}")


if __name__ == "__main__":
    main()

// A subscriber has a channel of its own; the publisher waits until each has
// taken the message.
package main

import (
	"fmt"
	"strings"
	"sync"
)

type broker struct {
	mu     sync.Mutex
	topics map[string][]chan string
}

func (b *broker) subscribe(topic string) <-chan string {
	b.mu.Lock()
	defer b.mu.Unlock()
	messages := make(chan string)
	b.topics[topic] = append(b.topics[topic], messages)
	return messages
}

func (b *broker) publish(topic, message string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, messages := range b.topics[topic] {
		messages <- message
	}
}

func (b *broker) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, channels := range b.topics {
		for _, messages := range channels {
			close(messages)
		}
	}
}

type reader struct {
	name, topic string
	heard       []string
}

func (r *reader) read(messages <-chan string) {
	for message := range messages {
		r.heard = append(r.heard, message)
	}
}

func main() {
	b := broker{topics: map[string][]chan string{}}
	var running sync.WaitGroup

	readers := []*reader{
		{name: "ann", topic: "weather"},
		{name: "bob", topic: "weather"},
		{name: "eve", topic: "sport"},
	}
	for _, r := range readers {
		running.Add(1)
		go func(r *reader, messages <-chan string) {
			defer running.Done()
			r.read(messages)
		}(r, b.subscribe(r.topic))
	}

	b.publish("weather", "rain")
	b.publish("sport", "goal")
	b.publish("weather", "sun")
	b.close()

	running.Wait()
	for _, r := range readers {
		fmt.Printf("%s heard: %s\n", r.name, strings.Join(r.heard, ", "))
	}
}

package main

import (
	"os"
	"sync/atomic"
	"time"
)

// roundsALook says how often the ping-pong looks whether it has to end.
const roundsALook = 256

// pingPongFor lets two goroutines ping-pong while watch runs, and counts the wrong replies.
func pingPongFor(watch func()) int {
	ping, pong := make(chan int), make(chan int)
	var ended atomic.Bool
	wrong := make(chan int)
	go func() {
		for n := range ping {
			pong <- n + 1
		}
	}()
	go func() {
		count := 0
		for i := 0; i%roundsALook != 0 || !ended.Load(); i++ {
			ping <- i
			if <-pong != i+1 {
				count++
			}
		}
		close(ping)
		wrong <- count
	}()
	watch()
	ended.Store(true)
	return <-wrong
}

func timerLatency(durationMs int) (int, []float64) {
	var lateMs []float64
	wrong := pingPongFor(func() {
		for deadline := deadlineIn(durationMs); time.Now().Before(deadline); {
			armed := time.Now()
			<-time.After(time.Millisecond)
			lateMs = append(lateMs, milliseconds(time.Since(armed)-time.Millisecond))
		}
	})
	return wrong, lateMs
}

func statLatency(durationMs int) (int, []float64) {
	executable, err := os.Executable()
	if err != nil {
		panic(err)
	}
	var tookMs []float64
	wrong := pingPongFor(func() {
		for deadline := deadlineIn(durationMs); time.Now().Before(deadline); {
			asked := time.Now()
			if _, err := os.Stat(executable); err != nil {
				panic(err)
			}
			tookMs = append(tookMs, milliseconds(time.Since(asked)))
		}
	})
	return wrong, tookMs
}

func deadlineIn(durationMs int) time.Time {
	return time.Now().Add(time.Duration(durationMs) * time.Millisecond)
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Nanoseconds()) / 1e6
}

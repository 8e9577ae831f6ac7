// The harness of the random programs: what stands above them in the file that is built.
//
// Without arguments the binary runs every program several times, each run in a process of its own, and
// prints a JSON line a run. With a program's number and a seed it runs that program, and writes each
// observation at once, since the process may end at any point.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
)

type world struct {
	all  sync.WaitGroup
	seed uint32
}

// log writes an observation of goroutine g, in one write, so that lines do not mix.
func (x *world) log(g int, line string) {
	syscall.Write(1, []byte(fmt.Sprintf("%d %s\n", g, line)))
}

// jitter moves the goroutines against each other, as the seed says.
func (x *world) jitter() {
	z := atomic.AddUint32(&x.seed, 0x9e3779b9)
	z = (z ^ z>>16) * 0x21f0aaad
	z = (z ^ z>>15) * 0x735a2d97
	switch z >> 30 {
	case 0:
		runtime.Gosched()
	case 1:
		for i := z >> 20 & 0x3ff; i > 0; i-- {
			atomic.AddUint32(&spun, 1)
		}
	}
}

var spun uint32

// end ends goroutine g: its panic ends the process, as it would without being seen here.
func (x *world) end(g int) {
	if r := recover(); r != nil {
		x.log(g, fmt.Sprintf("panic: %v", r))
		os.Exit(3)
	}
	x.all.Done()
}

func received(v int, ok bool) string {
	if !ok {
		return "closed"
	}
	return strconv.Itoa(v)
}

type run struct {
	Program int
	Status  int
	Stdout  string
	Stderr  string
}

func runOne(program, seed, procs int) run {
	command := exec.Command(os.Args[0], strconv.Itoa(program), strconv.Itoa(seed))
	command.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(procs), "GOTRACEBACK=none")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		if _, ok := err.(*exec.ExitError); !ok {
			panic(err)
		}
	}
	return run{program, command.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

func main() {
	if len(os.Args) == 3 {
		program, _ := strconv.Atoi(os.Args[1])
		seed, _ := strconv.Atoi(os.Args[2])
		programs[program](&world{seed: uint32(seed)})
		return
	}
	times, _ := strconv.Atoi(os.Args[1])
	encoder := json.NewEncoder(os.Stdout)
	for program := range programs {
		for i := 0; i < times; i++ {
			if err := encoder.Encode(runOne(program, program*times+i, 1+i%2)); err != nil {
				panic(err)
			}
		}
	}
}

package main

// A kind is a payload: how it is made of its number and weighed where it arrives, as in
// bench/parallel/payload.ts.
type kind[T any] struct {
	make  func(i int) T
	weigh func(value T) int
}

type smallObject struct {
	id     int
	name   string
	active bool
	scores []int
}

var numbers = kind[int]{
	make:  func(i int) int { return i },
	weigh: func(value int) int { return value },
}

// objects are handed over by reference, as a Go program does.
var objects = kind[*smallObject]{
	make: func(i int) *smallObject {
		return &smallObject{id: i, name: "goroutine", active: true, scores: []int{i, 1}}
	},
	weigh: func(o *smallObject) int {
		if !o.active {
			return -1 << 62
		}
		return o.id + len(o.name) + o.scores[0] + o.scores[1]
	},
}

func bytes(length int) kind[[]byte] {
	return kind[[]byte]{
		make: func(i int) []byte {
			made := make([]byte, length)
			made[0] = byte(i)
			made[length-1] = byte(i >> 8)
			return made
		},
		weigh: func(b []byte) int { return int(b[0]) + int(b[len(b)-1])*256 + len(b) },
	}
}

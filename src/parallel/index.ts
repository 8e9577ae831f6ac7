/** Goroutines on worker threads, and what threads share: the public face of `goroutine-kit/parallel`. */

export { type SharedChan, sharedChan } from "./shared-chan.ts";

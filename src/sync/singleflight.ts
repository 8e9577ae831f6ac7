/** The face of golang.org/x/sync/singleflight: `singleflight.Group`. */

export { type Fetch, type Flight, Group, type Result } from "./flight-group.ts";

/** The face of golang.org/x/sync/errgroup: `errgroup.Group` and `errgroup.withContext`. */

export { Group, type MemberFunction, withContext } from "./error-group.ts";

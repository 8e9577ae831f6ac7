/** What a transport refuses. */

/** Another endpoint of that node is open in this network. */
export class EndpointInUseError extends Error {
  override readonly name = "EndpointInUseError";

  constructor(id: number) {
    super(`node ${id} is in this network already; close its endpoint before another is opened`);
  }
}

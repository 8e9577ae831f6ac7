/** What a transport refuses. */

/** Another endpoint of that node is open in this network. */
export class EndpointInUseError extends Error {
  override readonly name = "EndpointInUseError";

  constructor(id: number) {
    super(`node ${id} is in this network already; close its endpoint before another is opened`);
  }
}

/** A text that is no address. */
export class AddressError extends Error {
  override readonly name = "AddressError";

  constructor(text: string) {
    super(`${JSON.stringify(text)} is no address; write host:port, with a port from 0 to 65535`);
  }
}

/** A frame is longer than the reader lets pass; the connection cannot go on. */
export class FrameTooLargeError extends Error {
  override readonly name = "FrameTooLargeError";

  constructor(bytes: number, maxBytes: number) {
    super(`a frame of ${bytes} bytes is past the limit of ${maxBytes}`);
  }
}

/** Bytes that are no frame of this protocol. */
export class FrameError extends Error {
  override readonly name = "FrameError";
}

/** The other end does not speak this protocol, or speaks for another cluster or node. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
}

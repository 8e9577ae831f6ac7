/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4): it finds every burst of up to 32 flipped bits. Node 20
 * has no CRC-32C, and none of any kind before 20.15; a table of 256 words is all it takes.
 */

const table = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** The checksum of the bytes; with that of what came before them, the checksum of both. */
export function crc32c(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < bytes.length; at++)
    crc = (crc >>> 8) ^ (table[(crc ^ (bytes[at] as number)) & 0xff] as number);
  return ~crc >>> 0;
}

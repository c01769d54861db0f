/**
 * A batch is what one transaction stored for one site. Its number is given here, not by a sequence: 42 bits of Unix
 * milliseconds and 21 of chance, so numbers rise with time (cheap to index) and two processes do not meet in practice;
 * if they did, the primary key of `ingest_batch` refuses and the group is tried again with a new number.
 */

/** Decimal text, as `bigint` reads it. */
export function batchId(at: Date, random: (bytes: number) => Uint8Array): string {
  const [a = 0, b = 0, c = 0] = random(3)
  return ((BigInt(at.getTime()) << 21n) | BigInt(((a << 16) | (b << 8) | c) & 0x1fffff)).toString()
}

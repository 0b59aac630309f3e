/**
 * The partition of a key: murmur2 of its UTF-8 bytes without the sign, modulo the count.
 *
 * It is what Kafka's Java client and kafkajs do for keyed messages, but pinned here: it must never
 * change, or the messages of a key would be in two partitions and lose their order.
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;
}

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;

/** MurmurHash2, 32 bits, signed, with the seed of Apache Kafka (org.apache.kafka.common.utils.Utils). */
export function murmur2(bytes: Uint8Array): number {
  const tail = bytes.length & ~3;
  let hash = SEED ^ bytes.length;
  for (let at = 0; at < tail; at += 4) {
    let block = Math.imul(littleEndian(bytes, at, 4), MULTIPLIER);
    block = Math.imul(block ^ (block >>> 24), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ block;
  }
  if (tail < bytes.length) {
    hash = Math.imul(hash ^ littleEndian(bytes, tail, bytes.length - tail), MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

function littleEndian(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index++) value |= (bytes[from + index] ?? 0) << (8 * index);
  return value;
}

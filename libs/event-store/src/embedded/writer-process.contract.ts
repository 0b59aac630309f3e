import { NO_STREAM } from '../event-store.port';
import { numbered, range } from '../contract/events.contract';
import { openEmbeddedEventStore } from './open-embedded-event-store';

/*
 * A program that writes to a store until it is killed:
 *
 *   writer-process.contract.ts DIR NAME WRITERS
 *
 * Each writer appends to streams `{NAME}-{writer}.{number}` one after the other, three events in two
 * appends each, and prints `{stream} {revision} {position}` when an append was acknowledged.
 */
async function main([dir = '', name = '', writers = '1']: readonly string[]): Promise<void> {
  const store = await openEmbeddedEventStore({ dir, segmentBytes: 100_000 });
  console.log('open');
  const write = async (writer: number) => {
    for (let number = 0; ; number += 1) {
      const stream = `${name}-${writer}.${number}`;
      for (const append of [numbered(stream, NO_STREAM, [1, 2]), numbered(stream, 1, [3])]) {
        const [result] = await store.append([append]);
        const revision = append.expectedRevision + append.events.length;
        if (result?.outcome !== 'appended') throw new Error(`${stream} was refused`);
        console.log(`${stream} ${revision} ${result.position}`);
      }
    }
  };
  await Promise.all(range(0, Number(writers)).map(write));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { canonicalJson, type Json } from '@gifting/kernel';
import { eventsOfData, eventsOfUrl, type EventSource } from './cli/event-source';
import { printBooks } from './cli/print-books';
import { verify } from './cli/verify';

const USAGE = `npm run audit -- COMMAND [--data DIR | --url URL --token TOKEN]

  verify          hash every event again and add everything up; one line for each fault
  trial-balance   print the books
  export          print every event as a line of JSON

--data is a stopped store (default GIFTING_DATA_DIR or ./data), --url a running process.
Ends with 0 when all holds, with 1 when it does not, with 2 when it could not run.
`;

/** The auditor's command line. */
async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [command] = positionals;
  if (values.help === true || command === undefined) {
    process.stdout.write(USAGE);
    return values.help === true ? 0 : 2;
  }
  const source = sourceOf(values);
  switch (command) {
    case 'verify':
    case 'trial-balance': {
      const { books, events, faults } = await verify(source);
      if (command === 'trial-balance') process.stdout.write(printBooks(books));
      for (const fault of faults) process.stderr.write(`${fault}\n`);
      const verdict = faults.length === 0 ? 'all holds' : `${faults.length} faults`;
      process.stdout.write(`${events} events, ${verdict}\n`);
      return faults.length === 0 ? 0 : 1;
    }
    case 'export':
      for await (const event of source) {
        const line = `${canonicalJson(event as unknown as Json)}\n`;
        if (!process.stdout.write(line)) await once(process.stdout, 'drain');
      }
      return 0;
    default:
      process.stderr.write(`there is no command ${command}\n\n${USAGE}`);
      return 2;
  }
}

function sourceOf({
  data,
  token,
  url,
}: {
  data?: string;
  token?: string;
  url?: string;
}): EventSource {
  if (url === undefined) return eventsOfData(data ?? process.env.GIFTING_DATA_DIR ?? './data');
  if (token === undefined) throw new Error('--url needs --token of an auditor');
  return eventsOfUrl(url, token);
}

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);

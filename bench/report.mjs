import { median } from './statistics.mjs';

/** Everything that a run has shown, as Markdown: the same on the terminal and in the docs. */
export function reportOf(results) {
  const { goals, http } = results;
  return [
    headOf(results),
    goals.length === 0
      ? ''
      : section(
          'Goals',
          GOALS,
          goals.flatMap(({ rows }) => rows.map(goalLine)),
        ),
    goals.length === 0 ? '' : section('Runs', LOADS, goals.flatMap(loadLines)),
    http === undefined ? '' : section('Through HTTP, without a goal', HTTP, httpLines(http)),
    goals.length === 0 ? '' : section('Crashes', CRASHES, goals.flatMap(crashLines)),
    section('The disk: one write and fdatasync', PROBES, probeLines(results)),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const GOALS = ['goal', 'what', 'unit', 'a', 'b', 'a / b', 'range', 'wanted', 'reached'];
const LOADS = [
  'goal',
  'side',
  'in flight',
  'creators',
  'gifts/s',
  'answered p50 / p99 ms',
  'credited p50 / p99 ms',
  'drain ms',
  'CPU µs per gift: machine',
  'own',
];
const HTTP = [
  'requests',
  'connections',
  'requests/s',
  'gifts/s',
  'p50 ms',
  'p99 ms',
  'generator busy',
];
const CRASHES = ['goal', 'side', 'acknowledged before the crash', 'lost', 'ready again after ms'];
const PROBES = ['bytes', 'per second before', 'after', 'p50 / p99 ms before', 'after'];

function headOf({ options, machine, postgres, startedAt }) {
  const { goals, pairs, seconds, seed, wallets } = options;
  const lines = [
    [
      'command',
      `\`npm run bench -- --goals ${goals.join(',')} --pairs ${pairs} --seconds ${seconds} --seed ${seed} --wallets ${wallets}\``,
    ],
    ['day', startedAt.slice(0, 'YYYY-MM-DD'.length)],
    [
      'machine',
      `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.disk}`,
    ],
    ['Node.js', machine.node],
  ];
  if (postgres !== undefined) {
    const { server_version: version, ...settings } = postgres;
    const text = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    lines.push(['PostgreSQL', `${version}, ${text.join(', ')}`]);
  }
  return table(['', ''], lines);
}

function goalLine({ goal, what, unit, a, b, ratio, wanted, reached }) {
  return [
    goal,
    what,
    unit,
    figure(a),
    figure(b),
    `**${figure(ratio.median)}**`,
    `${figure(ratio.min)} – ${figure(ratio.max)}`,
    wanted === undefined ? '' : wantedText(wanted),
    reached === undefined ? '' : reached ? 'yes' : 'no',
  ];
}

const wantedText = ({ atLeast, atMost }) =>
  atLeast === undefined ? `≤ ${figure(atMost)}` : `≥ ${figure(atLeast)}`;

const loadLines = ({ goal, loads }) =>
  loads.map((load) => [
    goal.toUpperCase(),
    load.side,
    load.inFlight,
    load.creators,
    figure(load.giftsPerSecond),
    `${figure(load.answerP50Ms)} / ${figure(load.answerP99Ms)}`,
    `${figure(load.creditP50Ms)} / ${figure(load.creditP99Ms)}`,
    figure(load.drainMs),
    figure(load.machineCpuUs),
    figure(load.ownCpuUs),
  ]);

const crashLines = ({ goal, crashes }) =>
  crashes.map(({ side, acknowledged, lost, recoveredMs }) => [
    goal.toUpperCase(),
    side,
    acknowledged,
    lost,
    figure(recoveredMs),
  ]);

const HTTP_NAMES = {
  single: () => 'one gift in each',
  batch: ([{ giftsPerRequest }]) => `${giftsPerRequest} gifts in each`,
  evening: () => 'gifts of an evening, alone and as combos',
  ceiling: () => 'to a server that does nothing',
};

const httpLines = ({ samples }) =>
  Object.entries(samples).map(([form, runs]) => {
    const middle = (read) => figure(median(runs.map(read)));
    return [
      HTTP_NAMES[form](runs),
      runs[0].connections,
      middle((run) => run.requestsPerSecond),
      form === 'ceiling' ? '' : middle((run) => run.giftsPerSecond),
      middle((run) => run.p50Ms),
      middle((run) => run.p99Ms),
      `${middle((run) => run.generatorBusy * 100)} %`,
    ];
  });

const probeLines = ({ fsyncBefore, fsyncAfter }) =>
  fsyncBefore.map((before, place) => {
    const after = fsyncAfter[place];
    const latency = ({ p50Ms, p99Ms }) => `${figure(p50Ms)} / ${figure(p99Ms)}`;
    return [
      `${before.bytes}${before.preallocated ? ', preallocated' : ''}`,
      figure(before.perSecond),
      figure(after.perSecond),
      latency(before),
      latency(after),
    ];
  });

const section = (title, columns, lines) => `### ${title}\n\n${table(columns, lines)}`;

/** Columns as wide as their widest cell, which is how the formatter leaves them. */
function table(columns, lines) {
  const rows = [columns, ...lines].map((cells) => cells.map(String));
  const widths = columns.map((_, place) =>
    Math.max(3, ...rows.map((cells) => cells[place].length)),
  );
  const print = (cells) => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows.map((cells) =>
    print(cells.map((cell, place) => cell.padEnd(widths[place]))),
  );
  return [head, print(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
}

/** Three significant digits, thousands apart. */
export function figure(value) {
  const rounded = Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1_000 ? Math.round(rounded).toLocaleString('en-US') : String(rounded);
}

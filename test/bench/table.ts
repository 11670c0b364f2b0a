// The table that the bench prints: a column for each module, a row for each thing measured.
import type { Reviews, Whole } from './measure.ts';

export interface Measured {
  readonly state: Whole;
  readonly addition: Whole;
  readonly reviews: Reviews;
}

interface Row {
  readonly what: string;
  readonly value: (measured: Measured) => string;
}

const ms = (value: number) => `${value.toFixed(0)} ms`;
const both = ([p50, p95]: readonly [number, number]) => `${ms(p50)}, ${ms(p95)}`;
const rate = ({ state: { files, bytes } }: Measured, took: number) =>
  `${((files / took) * 1000).toFixed(0)} files/s, ${(bytes / took / 1000).toFixed(1)} MB/s`;
const perLine = ({ state: { lines } }: Measured, took: number) => `${((took * 1e6) / lines).toFixed(0)} ns`;
const ratio = ({ besideParseMs, parseMs }: Whole) => (besideParseMs / parseMs).toFixed(2);

const ROWS: readonly Row[] = [
  { what: 'Go files', value: ({ state }) => String(state.files) },
  { what: 'lines', value: ({ state }) => String(state.lines) },
  { what: 'size', value: ({ state }) => `${(state.bytes / 1e6).toFixed(1)} MB` },
  { what: 'import graph, cold', value: ({ reviews }) => ms(reviews.graphMs) },
  { what: '  speed', value: (one) => rate(one, one.reviews.graphMs) },
  { what: '  per line', value: (one) => perLine(one, one.reviews.graphMs) },
  { what: '  with names, calls and metrics', value: ({ reviews }) => ms(reviews.describeMs) },
  { what: 'plain parse of all files', value: ({ state }) => ms(state.parseMs) },
  { what: '  speed', value: (one) => rate(one, one.state.parseMs) },
  { what: 'facts of the whole module, new process', value: ({ state }) => ms(state.factsMs) },
  { what: '  speed', value: (one) => rate(one, one.state.factsMs) },
  { what: '  per line', value: (one) => perLine(one, one.state.factsMs) },
  { what: '  times the plain parse, code warm', value: ({ state }) => ratio(state) },
  { what: '  memory at its highest', value: ({ state }) => `${state.memoryMb.toFixed(0)} MB` },
  { what: '  once more', value: ({ state }) => ms(state.againMs) },
  { what: 'one change that adds it all, new process', value: ({ addition }) => ms(addition.factsMs) },
  { what: '  times the plain parse, code warm', value: ({ addition }) => ratio(addition) },
  { what: '  memory at its highest', value: ({ addition }) => `${addition.memoryMb.toFixed(0)} MB` },
  { what: 'first pull request after that', value: ({ reviews }) => ms(reviews.firstMs) },
  { what: 'pull request of 5 files, p50, p95', value: ({ reviews }) => both(reviews.pullRequestMs) },
  { what: 'push of 20 files, p50, p95', value: ({ reviews }) => both(reviews.pushMs) },
  { what: '  memory at its highest', value: ({ reviews }) => `${reviews.memoryMb.toFixed(0)} MB` },
];

export function drawTable(modules: readonly { readonly name: string; readonly measured: Measured }[]): string {
  const lines = [['one core', ...modules.map(({ name }) => name)]];
  for (const { what, value } of ROWS) lines.push([what, ...modules.map(({ measured }) => value(measured))]);
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    )
    .join('\n');
}

// Files and decisions that the model names in its own words: what the repository does not hold cannot be what it saw.
import type { Snapshot } from '../domain/snapshot.ts';

/** Names of Go files and documents; what else a text may call by a file's name (`config.yaml`) need not lie in the repository. */
const FILE = /(?<![\w@:/.-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:go|md|mdx|adoc|rst))(?![\w/-])/g;
const DECISION = /\bADR[-\s#]{0,2}0*(\d{1,5})\b/gi;
/** "store.go:120", "store.go#L120". */
const LINE = /(?<![\w@:/.-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:go|md|mdx|adoc|rst))(?::|#L)(\d{1,9})/g;
/** More are not looked up in one text. */
const MAX_NAMES = 40;

/** Names in `text` that stand for no file or line before or at the head, each once. */
export function unknownMentions(text: string, snapshot: Snapshot): readonly string[] {
  return [...unknownNames(text, snapshot), ...unknownLines(text, snapshot)];
}

/** Nothing is told of a tree that was not listed whole. */
function unknownNames(text: string, { before, head, documents }: Snapshot): readonly string[] {
  if (before.truncated || head.truncated) return [];
  const names = [...new Set([...text.matchAll(FILE)].map(([, name]) => name!))].slice(0, MAX_NAMES);
  const numbers = [...new Set([...text.matchAll(DECISION)].map(([, number]) => number!))].slice(0, MAX_NAMES);
  if (names.length + numbers.length === 0) return [];
  const paths = [...head.entries.keys(), ...before.entries.keys(), ...documents.map(({ path }) => path)];
  const holds = (name: string) => paths.some((path) => path === name || path.endsWith(`/${name}`));
  const isDecision = (number: string) => {
    const named = new RegExp(`(?:^|[/_-])(?:adr[-_]?)?0*${number}[-_.][^/]*$`, 'i');
    return (
      paths.some((path) => named.test(path)) ||
      documents.some((one) => new RegExp(`\\bADR[-\\s#]{0,2}0*${number}\\b`, 'i').test(one.text))
    );
  };
  return [
    ...names.filter((name) => !holds(name.replace(/^\.?\//, ''))),
    ...numbers.filter((number) => !isDecision(number)).map((number) => `ADR ${number}`),
  ];
}

/** Lines in `text` beyond the end of each file that its name can stand for, each once: "store.go:999". */
export function unknownLines(text: string, { before, head, documents }: Snapshot): readonly string[] {
  const named = [...text.matchAll(LINE)].slice(0, MAX_NAMES);
  if (named.length === 0) return [];
  const paths = [...new Set([...head.entries.keys(), ...before.entries.keys(), ...documents.map(({ path }) => path)])];
  const isBeyond = (name: string, line: number) => {
    const wanted = name.replace(/^\.?\//, '');
    const meant = paths.filter((path) => path === wanted || path.endsWith(`/${wanted}`));
    const texts = meant.flatMap((path) => [
      head.text(path),
      before.text(path),
      documents.find((document) => document.path === path)?.text,
    ]);
    const known = texts.filter((known) => known !== undefined);
    // Of a file that was not read nothing is told.
    return known.length > 0 && known.every((text) => countLines(text) < line);
  };
  const beyond = named.filter(([, name = '', line]) => isBeyond(name, Number(line)));
  return [...new Set(beyond.map(([words]) => words))];
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

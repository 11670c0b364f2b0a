// Finds files, decisions and lines that a text mentions and that the repository does not have.
import type { Snapshot } from '../../domain/snapshot.ts';

/** Go files and documents. Other file names (`config.yaml`) need not be in the repository. */
const FILE = /(?<![\w@:/.-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:go|md|mdx|adoc|rst))(?![\w/-])/g;
const DECISION = /\bADR[-\s#]{0,2}0*(\d{1,5})\b/gi;
/** "store.go:120", "store.go#L120". */
const LINE = /(?<![\w@:/.-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:go|md|mdx|adoc|rst))(?::|#L)(\d{1,9})/g;
/** Names looked up in one text. */
const MAX_NAMES = 40;

/** Lists mentions in `text` of no file, decision or line before or at the head, each once. */
export function unknownMentions(text: string, snapshot: Snapshot): readonly string[] {
  return [...unknownFiles(text, snapshot), ...unknownSources(text, snapshot)];
}

/** Lists only decisions and lines: advice may mention files to be created. */
export function unknownSources(text: string, snapshot: Snapshot): readonly string[] {
  return [...unknownDecisions(text, snapshot), ...unknownLines(text, snapshot)];
}

/** Lists nothing where a tree is incomplete. */
function unknownFiles(text: string, snapshot: Snapshot): readonly string[] {
  const names = [...new Set([...text.matchAll(FILE)].map(([, name]) => name!))].slice(0, MAX_NAMES);
  if (names.length === 0 || snapshot.before.truncated || snapshot.head.truncated) return [];
  const paths = pathsOf(snapshot);
  const exists = (name: string) => paths.some((path) => path === name || path.endsWith(`/${name}`));
  return names.filter((name) => !exists(name.replace(/^\.?\//, '')));
}

function unknownDecisions(text: string, snapshot: Snapshot): readonly string[] {
  const numbers = [...new Set([...text.matchAll(DECISION)].map(([, number]) => number!))].slice(0, MAX_NAMES);
  if (numbers.length === 0 || snapshot.before.truncated || snapshot.head.truncated) return [];
  const paths = pathsOf(snapshot);
  const isDecision = (number: string) => {
    const named = new RegExp(`(?:^|[/_-])(?:adr[-_]?)?0*${number}[-_.][^/]*$`, 'i');
    return (
      paths.some((path) => named.test(path)) ||
      snapshot.documents.some((one) => new RegExp(`\\bADR[-\\s#]{0,2}0*${number}\\b`, 'i').test(one.text))
    );
  };
  return numbers.filter((number) => !isDecision(number)).map((number) => `ADR ${number}`);
}

function pathsOf({ before, head, documents }: Snapshot): readonly string[] {
  return [...new Set([...head.entries.keys(), ...before.entries.keys(), ...documents.map(({ path }) => path)])];
}

/** Lists lines beyond the end of every file that their name can mean, each once: "store.go:999". */
export function unknownLines(text: string, snapshot: Snapshot): readonly string[] {
  const named = [...text.matchAll(LINE)].slice(0, MAX_NAMES);
  if (named.length === 0) return [];
  const { before, head, documents } = snapshot;
  const paths = pathsOf(snapshot);
  const isBeyond = (name: string, line: number) => {
    const wanted = name.replace(/^\.?\//, '');
    const meant = paths.filter((path) => path === wanted || path.endsWith(`/${wanted}`));
    const texts = meant.flatMap((path) => [
      head.text(path),
      before.text(path),
      documents.find((document) => document.path === path)?.text,
    ]);
    const known = texts.filter((known) => known !== undefined);
    // A file that was not read may have the line.
    const isUnread = meant.some((path) => head.entries.has(path) && head.text(path) === undefined);
    return !isUnread && known.length > 0 && known.every((text) => countLines(text) < line);
  };
  const beyond = named.filter(([, name = '', line]) => isBeyond(name, Number(line)));
  return [...new Set(beyond.map(([words]) => words))];
}

function countLines(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

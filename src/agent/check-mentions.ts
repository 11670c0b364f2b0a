// Files and decisions that the model names in its own words: what the repository does not hold cannot be what it saw.
import type { Snapshot } from '../domain/snapshot.ts';

/** Names of Go files and documents; what else a text may call by a file's name (`config.yaml`) need not lie in the repository. */
const FILE = /(?<![\w@:/.-])((?:[\w.-]+\/)*[\w-][\w.-]*\.(?:go|md|mdx|adoc|rst))(?![\w/-])/g;
const DECISION = /\bADR[-\s#]{0,2}0*(\d{1,5})\b/gi;
/** More are not looked up in one text. */
const MAX_NAMES = 40;

/** Names in `text` that stand for no file before or at the head, each once. Nothing is told of a tree that was not listed whole. */
export function unknownMentions(text: string, { before, head, documents }: Snapshot): readonly string[] {
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

// Opens a linter's YAML file, so that each of its rules can be quoted with its lines.
import { createHash } from 'node:crypto';
import { RE2JS } from 're2js';
import { type Document, isMap, isNode, isScalar, isSeq, type Pair } from 'yaml';
import type { Checkability, Clause } from '../../domain/clause.ts';
import type { DesignDocument } from '../../domain/snapshot.ts';
import { createLineIndex } from '../../text/line-index.ts';
import { explainYamlRefusal, readYaml } from '../../text/yaml.ts';
import type { ImportPolicy } from '../graph/layers.ts';
import { baseName, dirName } from '../graph/modules.ts';

/** Rules of one file. */
export interface ConfiguredRules {
  readonly clauses: readonly Clause[];
  readonly policies: readonly ImportPolicy[];
  /** It says which packages of this repository may import which, beyond keeping libraries out. */
  readonly declaresLayers: boolean;
  /** Notes for people: why it could not be used. */
  readonly notes: readonly string[];
}

export const noConfiguredRules: ConfiguredRules = { clauses: [], policies: [], declaresLayers: false, notes: [] };

export interface LinterConfigFile {
  readonly path: string;
  /** Directory that its paths are relative to. */
  readonly root: string;
  readonly document: Document;
  /** The file as plain values. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The clause at a place of the file: a key with its value, or an item of a list. */
  clauseAt(at: readonly (string | number)[], paths: readonly string[], checkability?: Checkability): Clause;
}

/** Characters of a file; the largest public ones are below 60,000. */
const MAX_LENGTH = 300_000;
/** Characters of one clause. */
const MAX_CLAUSE = 1_500;

/** Opens a file; a sentence with the reason if it cannot be used. */
export function openLinterConfigFile({ path, text, commit }: DesignDocument): LinterConfigFile | string {
  const read = readYaml(text, { maxCharacters: MAX_LENGTH, maxAliases: 100 });
  if ('kind' in read) {
    const place = read.line === null ? '' : ` (line ${read.line})`;
    return `${path} was not used: ${explainYamlRefusal(read)}${place}.`;
  }
  const { document, value: values } = read;
  if (!isMap(document.contents)) return `${path} was not used: it contains no settings.`;
  const dir = dirName(path);
  const lineAt = createLineIndex(text);
  return {
    path,
    root: /^\.(github|config)$/.test(dir) ? '' : dir,
    document,
    values: values as Record<string, unknown>,
    clauseAt(at, paths, checkability = 'by-fact') {
      const [start, end] = rangeOf(document, at, text);
      const said = text.slice(start, end).trimEnd();
      const hash = createHash('sha256')
        .update(JSON.stringify([path, at.filter((key) => typeof key === 'string'), said]))
        .digest('hex')
        .slice(0, 8);
      return {
        id: `${path}#${hash}`,
        label: `${baseName(path).replace(/\.ya?ml$/, '')}#${hash}`,
        path,
        commit,
        startLine: lineAt(start),
        endLine: lineAt(Math.max(start, start + said.length - 1)),
        text: said,
        trail: at.filter((key) => typeof key === 'string'),
        strength: 'must',
        status: 'accepted',
        supersededBy: null,
        scope: { dir: /^\.(github|config)$/.test(dir) ? '' : dir, paths, layers: [] },
        checkability,
      };
    },
  };
}

/** Offsets of the value at a place; a long value is cut after a whole line. */
function rangeOf(document: Document, at: readonly (string | number)[], text: string): [number, number] {
  const last = at.at(-1);
  const parent = at.length === 1 ? document.contents : document.getIn(at.slice(0, -1), true);
  const value = document.getIn(at, true);
  let start = isNode(value) ? (value.range?.[0] ?? 0) : 0;
  let end = isNode(value) ? (value.range?.[1] ?? start) : start;
  if (typeof last === 'string' && isMap(parent)) {
    const pair = parent.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === last);
    if (pair !== undefined && isScalar(pair.key)) start = pair.key.range?.[0] ?? start;
  }
  if (end < start) end = start;
  if (end - start > MAX_CLAUSE) {
    const cut = text.lastIndexOf('\n', start + MAX_CLAUSE);
    end = cut > start ? cut : start + MAX_CLAUSE;
  }
  return [start, end];
}

/** Length of the list at a place; 0 if there is none. */
export function lengthAt(document: Document, at: readonly (string | number)[]): number {
  const value = document.getIn(at, true);
  return isSeq(value) ? value.items.length : 0;
}

export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The strings of a list, or a single string in place of a list. */
export function asStrings(value: unknown): readonly string[] {
  return [value]
    .flat()
    .filter((item): item is string => typeof item === 'string')
    .slice(0, 1_000);
}

/** Matches in linear time, since patterns come from unknown repositories; null for an invalid pattern. */
export function createPatternMatcher(pattern: string): ((text: string) => boolean) | null {
  if (pattern.length > 1_000) return null;
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return null;
  }
}

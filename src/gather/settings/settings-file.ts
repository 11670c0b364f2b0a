// Reads a team's settings file. A mistake costs its own value and nothing else: each is named with its line and with
// what to write instead, and the rest of the file holds.
import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { defaultSettings, Settings, type SettingsProblem } from '../../domain/settings.ts';
import {
  cut,
  explainIssue,
  findUnusableValues,
  isRecord,
  shown,
  type ValuePath,
  type ValueProblem,
} from './settings-problems.ts';

const maxCharacters = 200_000;
/**
 * A value that stands for many copies of another is a known way to fill memory: https://eemeli.org/yaml/#tojs-options
 */
const maxAliases = 50;
/** The first round removes what is wrong; a further one only finds what hid behind it. */
const maxRounds = 5;
const maxProblems = 50;

/** @param source how people know the file: ".github/architect.yml" */
export function parseSettings(
  text: string,
  source: string,
): { settings: Settings; problems: readonly SettingsProblem[] } {
  const unread = (message: string, line: number | null = null) => ({
    settings: defaultSettings,
    problems: [{ source, line, message }],
  });
  if (text.length > maxCharacters)
    return unread(`the file is over ${maxCharacters.toLocaleString('en-US')} characters and was not read`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, stringKeys: true, logLevel: 'silent' });
  const error = document.errors[0];
  if (error)
    return unread(
      `not read, because it is not valid YAML: ${firstSentence(error.message)}`,
      error.linePos?.[0].line ?? null,
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: maxAliases }) ?? {};
  } catch (thrown) {
    return unread(`not read: ${messageOf(thrown)}`);
  }
  if (!isRecord(value)) return unread('not read: it must be a mapping of settings, such as "failOn: high"', 1);
  const { settings, mistakes } = keepWhatHolds(value);
  const problems = mistakes.map(({ path, message, isKey }) => ({
    source,
    line: lineOf(document, lines, path, isKey),
    message,
  }));
  const all = [...repeatedKeys(document, lines, source), ...problems];
  return { settings, problems: all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, maxProblems) };
}

/** JSON Schema of the settings file, for editors: every setting with its description and default. */
export function settingsJsonSchema(): object {
  return {
    ...z.toJSONSchema(Settings, { io: 'input' }),
    title: 'Go Backend Architect settings (.github/architect.yml)',
  };
}

function keepWhatHolds(written: Record<string, unknown>): { settings: Settings; mistakes: readonly ValueProblem[] } {
  let value = withoutEmpty(written);
  const mistakes: ValueProblem[] = [...findUnusableValues(value)];
  for (let round = 0; round < maxRounds; round += 1) {
    const parsed = Settings.safeParse(value);
    const found = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explainIssue(issue, value));
    if (round === 0 || mistakes.length === 0) mistakes.push(...found);
    if (parsed.success && (round > 0 || mistakes.length === 0)) return { settings: parsed.data, mistakes };
    value = without(value, round === 0 ? mistakes : found);
  }
  return { settings: defaultSettings, mistakes };
}

/** A key with nothing after it says nothing, so the default holds. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
  if (!Array.isArray(kept.layers)) return kept;
  return { ...kept, layers: kept.layers.map((layer) => (isRecord(layer) ? withoutEmpty(layer) : layer)) };
}

/** The value without what is mistaken: an entry of a list, a whole layer, or a setting. */
function without(value: Record<string, unknown>, mistakes: readonly ValueProblem[]): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...value };
  const entries = new Map<string, Set<number>>();
  for (const { path } of mistakes) {
    const [key, index] = path;
    if (typeof key !== 'string') continue;
    if (typeof index === 'number' && Array.isArray(kept[key]))
      entries.set(key, (entries.get(key) ?? new Set()).add(index));
    else delete kept[key];
  }
  for (const [key, dropped] of entries) {
    if (Array.isArray(kept[key])) kept[key] = kept[key].filter((_entry, index) => !dropped.has(index));
  }
  return kept;
}

function lineOf(document: Document, lines: LineCounter, path: ValuePath, isKey: boolean): number | null {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node = isKey && depth === path.length ? keyNode(document, path) : document.getIn(path.slice(0, depth), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function keyNode(document: Document, path: ValuePath): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key;
}

function repeatedKeys(document: Document, lines: LineCounter, source: string): SettingsProblem[] {
  if (!isMap(document.contents)) return [];
  const seen = new Set<unknown>();
  return document.contents.items.flatMap(({ key }) => {
    if (!isScalar(key) || !key.range) return [];
    const isRepeated = seen.has(key.value);
    seen.add(key.value);
    if (!isRepeated) return [];
    const message = `${shown(key.value)} is set twice; the last one holds`;
    return [{ source, line: lines.linePos(key.range[0]).line, message }];
  });
}

function firstSentence(message: string): string {
  return cut(message.split(/ at line |\n/)[0]!, 160);
}

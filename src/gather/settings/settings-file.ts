// Parses a team's settings file. A mistake costs its own value and nothing else: each is reported with its line and
// what to write instead, and the rest of the file applies.
import { type Document, isMap, isNode, isScalar, type LineCounter } from 'yaml';
import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import { defaultSettings, Settings, type SettingsProblem } from '../../domain/settings.ts';
import { cut } from '../../text/sanitize.ts';
import { explainYamlRefusal, type ReadYaml, readYaml } from '../../text/yaml.ts';
import { describeProblem, quoteValue } from './describe-problem.ts';
import { explainIssue, findUnusableValues, isRecord, type ValuePath, type ValueProblem } from './settings-problems.ts';

/** A settings file with a hundred layers has about 20,000. */
const maxCharacters = 64_000;
/** The first round removes what is wrong; a further one finds only what that hid. */
const maxRounds = 5;
const maxProblems = 50;

/** A settings file as read. */
export interface ParsedSettings {
  readonly settings: Settings;
  /** What is written, without wrong values and defaults; for merging with other files. */
  readonly value: SettingsValue;
  readonly problems: readonly SettingsProblem[];
  /** Line of a value, 1-based: of the innermost part of the path that the file has. */
  readonly lineOf: (path: ValuePath) => number;
}

export type SettingsValue = Readonly<Record<string, unknown>>;

/**
 * Never throws: a file that cannot be read is one problem, and the defaults apply.
 *
 * @param source the file's name for people: ".github/architect.yml"
 * @param inheritedLayers names of the layers of the files that this one builds on
 */
export function parseSettings(text: string, source: string, inheritedLayers: readonly string[] = []): ParsedSettings {
  const unread = (message: string, line: number | null = null): ParsedSettings => ({
    settings: defaultSettings,
    value: {},
    problems: [{ source, line, message: `not read: ${message}` }],
    lineOf: () => 1,
  });
  const read = readYaml(text, { maxCharacters });
  if ('kind' in read) return unread(cut(explainYamlRefusal(read), 200), read.line);
  const value = read.value ?? {};
  if (!isRecord(value)) return unread('must be a mapping of settings, such as "failOn: high"', 1);
  try {
    return readSettings(value, read, source, inheritedLayers);
  } catch (thrown) {
    return unread(cut(messageOf(thrown), 200));
  }
}

function readSettings(
  written: Record<string, unknown>,
  { document, lines }: ReadYaml,
  source: string,
  inheritedLayers: readonly string[],
): ParsedSettings {
  const { settings, value, problems } = keepValid(written, inheritedLayers);
  const described = problems.map((problem) => ({
    source,
    line: lineOf(document, lines, problem),
    message: describeProblem(problem),
  }));
  const all = [...repeatedKeys(document, lines, source), ...described, ...renamedKeys(value, document, lines, source)];
  return {
    settings,
    value,
    problems: all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).slice(0, maxProblems),
    lineOf: (path) => lineOf(document, lines, { path, isKey: false }),
  };
}

/** Keys that have a new name and still work. */
const RENAMED: Readonly<Record<string, string>> = { maxOpinions: 'verified.max', worstOpinion: 'verified.maxSeverity' };

function renamedKeys(
  value: Record<string, unknown>,
  document: ReadYaml['document'],
  lines: ReadYaml['lines'],
  source: string,
): SettingsProblem[] {
  return Object.entries(RENAMED).flatMap(([key, name]) => {
    if (!Object.hasOwn(value, key)) return [];
    const line = lineOf(document, lines, { path: [key], isKey: true });
    return [{ source, line, message: `"${key}" is now "${name}"; the old name still works` }];
  });
}

/** JSON Schema of the settings file, for editors: every setting with its description and default. */
export function settingsJsonSchema(): object {
  return {
    ...z.toJSONSchema(Settings, { io: 'input' }),
    title: 'Go Backend Architect settings (.github/architect.yml)',
  };
}

/** The settings without the wrong values, and what is wrong with those. */
function keepValid(
  written: Record<string, unknown>,
  inheritedLayers: readonly string[],
): { settings: Settings; value: SettingsValue; problems: readonly ValueProblem[] } {
  let value = withoutEmpty(written);
  const problems: ValueProblem[] = [...findUnusableValues(value, inheritedLayers)];
  for (let round = 0; round < maxRounds; round += 1) {
    const parsed = Settings.safeParse(value);
    const found = parsed.success ? [] : parsed.error.issues.flatMap((issue) => explainIssue(issue, value));
    if (round === 0 || problems.length === 0) problems.push(...found);
    if (parsed.success && (round > 0 || problems.length === 0)) return { settings: parsed.data, value, problems };
    value = without(value, round === 0 ? problems : found);
  }
  return { settings: defaultSettings, value: {}, problems };
}

/** A key without a value means the default. */
function withoutEmpty(value: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== null));
  if (!Array.isArray(kept.layers)) return kept;
  return { ...kept, layers: kept.layers.map((layer) => (isRecord(layer) ? withoutEmpty(layer) : layer)) };
}

/** Removes the wrong values: an entry of a list, a whole layer, or a setting. */
function without(value: Record<string, unknown>, problems: readonly ValueProblem[]): Record<string, unknown> {
  const kept: Record<string, unknown> = { ...value };
  const entries = new Map<string, Set<number>>();
  for (const { path } of problems) {
    const [key, index] = path;
    if (typeof key !== 'string') continue;
    if (typeof index === 'number' && Array.isArray(kept[key]))
      entries.set(key, (entries.get(key) ?? new Set()).add(index));
    else if (typeof index === 'string' && isRecord(kept[key])) {
      const { [index]: _wrong, ...rest } = kept[key];
      kept[key] = rest;
    } else delete kept[key];
  }
  for (const [key, dropped] of entries) {
    if (Array.isArray(kept[key])) kept[key] = kept[key].filter((_entry, index) => !dropped.has(index));
  }
  return kept;
}

function lineOf(document: Document, lines: LineCounter, { path, isKey }: Pick<ValueProblem, 'path' | 'isKey'>): number {
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
    const message = `${quoteValue(key.value)} is set twice; the last value is used`;
    return [{ source, line: lines.linePos(key.range[0]).line, message }];
  });
}

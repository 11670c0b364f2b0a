// Finds what is wrong in a settings file, value by value, as data.
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { Gate } from '../../domain/gate.ts';
import {
  AgentByPaths,
  EffortByCase,
  Instruction,
  Layer,
  Planned,
  Settings,
  SeverityOverride,
  Skip,
  Suppress,
} from '../../domain/settings.ts';
import { globProblem } from '../../text/glob.ts';

export type ValuePath = readonly (string | number)[];

/** One problem and its place. */
export interface ValueProblem {
  readonly path: ValuePath;
  /** The key itself is wrong, not its value. */
  readonly isKey: boolean;
  readonly problem: Problem;
}

type Problem =
  | { readonly kind: 'unknown-key'; readonly key: string; readonly parent: KeyParent; readonly hint: NameHint }
  /** Rejected by the schema; `written` is undefined where a value is missing. */
  | {
      readonly kind: 'schema';
      readonly issue: z.core.$ZodIssue;
      readonly written: unknown;
      readonly near: string | null;
    }
  /** `reason` completes "the glob … ". */
  | { readonly kind: 'glob'; readonly glob: string; readonly reason: string }
  | { readonly kind: 'two-layers'; readonly name: unknown }
  | { readonly kind: 'unknown-layer'; readonly name: string; readonly hint: NameHint };

/** Where a key is not known: at the top, in an entry of a list, or in a mapping. */
export type KeyParent = 'settings' | InnerKey;

/** Keys whose entries, or whose value, are mappings. */
const innerShapes = {
  layers: Layer,
  agents: AgentByPaths,
  suppress: Suppress,
  planned: Planned,
  severities: SeverityOverride,
  instructions: Instruction,
  efforts: EffortByCase,
  gates: Gate,
  skip: Skip,
} as const;
type InnerKey = keyof typeof innerShapes;

/** What to write instead of an unknown name. */
export type NameHint =
  | { readonly kind: 'near'; readonly name: string }
  /** The name, or one like it, is known in the other place. */
  | { readonly kind: 'misplaced'; readonly name: string; readonly belongsIn: KeyParent }
  | { readonly kind: 'known'; readonly names: readonly string[] };

/** The problems that one issue of the schema stands for. */
export function explainIssue(issue: z.core.$ZodIssue, value: unknown): ValueProblem[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], isKey: true, problem: unknownKey(key, path) }));
  }
  const written = valueAt(value, path);
  const values = issue.code === 'invalid_value' && typeof written === 'string' ? issue.values.map(String) : [];
  const near = typeof written === 'string' ? nearName(written, values) : null;
  return [{ path, isKey: false, problem: { kind: 'schema', issue, written, near } }];
}

function isInnerKey(key: unknown): key is InnerKey {
  return typeof key === 'string' && Object.hasOwn(innerShapes, key);
}

function knownKeys(parent: KeyParent): readonly string[] {
  return Object.keys((parent === 'settings' ? Settings : innerShapes[parent]).shape);
}

function unknownKey(key: string, path: ValuePath): Problem {
  const parent = isInnerKey(path[0]) ? path[0] : 'settings';
  const names = knownKeys(parent);
  const near = nearName(key, names);
  if (near) return { kind: 'unknown-key', key, parent, hint: { kind: 'near', name: near } };
  const belongsIn = parent === 'settings' ? 'layers' : 'settings';
  const misplaced = parent === 'settings' || parent === 'layers' ? nearName(key, knownKeys(belongsIn)) : null;
  const hint: NameHint = misplaced ? { kind: 'misplaced', name: misplaced, belongsIn } : { kind: 'known', names };
  return { kind: 'unknown-key', key, parent, hint };
}

/** The known name that is spelled most like this one; null where none is close. */
function nearName(name: string, known: readonly string[]): string | null {
  const spelled = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  const same = known.find((candidate) => spelled(candidate) === spelled(name));
  if (same) return same;
  if (known.length === 0) return null;
  const best = closest(name.slice(0, 60), known);
  const tolerance = best.length <= 3 ? 1 : Math.max(2, Math.floor(best.length / 3));
  return distance(name.slice(0, 60), best) <= tolerance ? best : null;
}

/** Keys of lists whose entries have `paths`. */
const withPaths = ['agents', 'suppress', 'severities', 'instructions', 'efforts', 'gates'] as const;

/**
 * Values of the right form that mean nothing: globs that match nothing, layers that do not exist.
 *
 * @param inherited names of layers that the file may refer to besides its own
 */
export function* findUnusableValues(
  value: Record<string, unknown>,
  inherited: readonly string[] = [],
): Generator<ValueProblem> {
  for (const key of ['baseBranches', 'include', 'ignore', 'documents']) yield* findUnusableGlobs(value[key], [key]);
  for (const key of withPaths) {
    for (const [index, entry] of toList(value[key]).entries()) {
      if (!isRecord(entry)) continue;
      yield* findUnusableGlobs(entry.paths, [key, index, 'paths']);
      yield* findUnusableGlobs(entry.baseBranches, [key, index, 'baseBranches']);
    }
  }
  yield* findUnusableLayers(toList(value.layers), inherited);
}

function* findUnusableLayers(layers: readonly unknown[], inherited: readonly string[]): Generator<ValueProblem> {
  const names = layers.map((layer) => (isRecord(layer) ? layer.name : undefined));
  const known = [...names.filter((name) => typeof name === 'string'), ...inherited];
  for (const [index, layer] of layers.entries()) {
    if (!isRecord(layer)) continue;
    const path = ['layers', index] as const;
    for (const key of ['packages', 'mayNotUse']) yield* findUnusableGlobs(layer[key], [...path, key]);
    if (names.indexOf(names[index]) < index && names[index] !== undefined) {
      yield { path: [...path, 'name'], isKey: false, problem: { kind: 'two-layers', name: names[index] } };
    }
    yield* findUnknownLayers(toList(layer.mayImport), known, [...path, 'mayImport']);
  }
}

function* findUnknownLayers(
  named: readonly unknown[],
  known: readonly string[],
  path: ValuePath,
): Generator<ValueProblem> {
  for (const [at, name] of named.entries()) {
    if (typeof name !== 'string' || known.includes(name)) continue;
    const near = nearName(name, known);
    const hint: NameHint = near ? { kind: 'near', name: near } : { kind: 'known', names: known };
    yield { path: [...path, at], isKey: false, problem: { kind: 'unknown-layer', name, hint } };
  }
}

function* findUnusableGlobs(globs: unknown, path: ValuePath): Generator<ValueProblem> {
  for (const [index, glob] of toList(globs).entries()) {
    const reason = typeof glob === 'string' ? globProblem(glob) : null;
    if (typeof glob !== 'string' || reason === null) continue;
    yield { path: [...path, index], isKey: false, problem: { kind: 'glob', glob, reason } };
  }
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function valueAt(value: unknown, path: ValuePath): unknown {
  return path.reduce<unknown>(
    (inner, step) => (isRecord(inner) || Array.isArray(inner) ? inner[step as never] : undefined),
    value,
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

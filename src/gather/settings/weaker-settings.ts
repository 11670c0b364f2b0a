// Compares two settings: what does the second allow that the first does not? The rules are those of the analysis and of
// the gate; nothing is guessed. Pure.
import { type Severity, severityRank } from '../../domain/finding.ts';
import type { FailOn } from '../../domain/gate.ts';
import type { Layer, Settings } from '../../domain/settings.ts';
import type { Weakening } from '../../domain/weakening.ts';
import { createAnyGlob, createGlobBudget } from '../../text/glob.ts';
import { toCodeSpan } from '../../text/sanitize.ts';
import { createPathMatcher } from '../path-matcher.ts';

/** Things listed of one kind; the rest is counted. */
const MAX_LISTED = 20;

type Loosened = Pick<Weakening, 'kind' | 'text'>;

/** What both settings are measured on. */
export interface Measure {
  /** Go files of the head. */
  readonly goFiles: readonly string[];
}

/** In the order of how much it matters. */
export function findWeaker(before: Settings, after: Settings, measure: Measure): readonly Loosened[] {
  return [
    ...bounded(newImports(before.layers, after.layers)),
    ...bounded(newUses(before.layers, after.layers)),
    ...bounded(leftLayers(before.layers, after.layers, measure)),
    ...bounded(newSuppressions(before, after)),
    ...bounded(newlyUnreviewed(before, after, measure)),
    ...bounded(newSeverities(before, after)),
    ...gateChanges(before, after),
    ...hiddenMore(before, after),
    ...bounded(lostDocuments(before, after)),
    ...fewerReviews(before, after),
  ];
}

function bounded(found: readonly Loosened[]): readonly Loosened[] {
  if (found.length <= MAX_LISTED) return found;
  const { kind } = found[0]!;
  return [...found.slice(0, MAX_LISTED), { kind, text: `and ${found.length - MAX_LISTED} more like these` }];
}

/** Imports between layers, in pairs. A layer that is gone restricts nothing. */
function newImports(before: readonly Layer[], after: readonly Layer[]): Loosened[] {
  const now = new Map(after.map((layer) => [layer.name, layer]));
  return before.flatMap((layer) => {
    const own = now.get(layer.name);
    if (own === undefined) {
      return [{ kind: 'import', text: `layer ${toCodeSpan(layer.name)} is gone: its packages may import everything` }];
    }
    return after
      .map(({ name }) => name)
      .filter((name) => name !== layer.name && own.mayImport.includes(name) && !layer.mayImport.includes(name))
      .map((name) => ({ kind: 'import', text: `layer ${toCodeSpan(layer.name)} may import ${toCodeSpan(name)}` }));
  }) as Loosened[];
}

function newUses(before: readonly Layer[], after: readonly Layer[]): Loosened[] {
  const now = new Map(after.map((layer) => [layer.name, layer]));
  return before.flatMap(({ name, mayNotUse }) => {
    const own = now.get(name);
    if (own === undefined) return [];
    const kept = createAnyGlob(own.mayNotUse);
    return mayNotUse
      .filter((pattern) => !own.mayNotUse.includes(pattern) && !kept(pattern))
      .map((pattern): Loosened => ({ kind: 'use', text: `layer ${toCodeSpan(name)} may use ${toCodeSpan(pattern)}` }));
  });
}

/** Directories with Go files that were in a layer and are in none now. */
function leftLayers(before: readonly Layer[], after: readonly Layer[], { goFiles }: Measure): Loosened[] {
  const dirs = new Set(goFiles.map((path) => path.split('/').slice(0, -1).join('/') || '.'));
  const [was, is] = [before, after].map(layerOf);
  const names = new Set(after.map(({ name }) => name));
  return [...dirs].flatMap((dir): Loosened[] => {
    const layer = was!(dir);
    // Of a layer that is gone it is said once.
    if (layer === null || !names.has(layer) || is!(dir) !== null) return [];
    return [{ kind: 'unlayered', text: `${toCodeSpan(dir)} is in no layer (it was in ${toCodeSpan(layer)})` }];
  });
}

function layerOf(layers: readonly Layer[]): (dir: string) => string | null {
  const budget = createGlobBudget();
  const matchers = layers.map(({ name, packages }) => ({ name, holds: createAnyGlob(packages, budget) }));
  return (dir) => matchers.find(({ holds }) => holds(dir))?.name ?? null;
}

function newSuppressions({ suppress: before }: Settings, { suppress: after }: Settings): Loosened[] {
  return after.flatMap(({ rule, paths, until }): Loosened[] => {
    const same = before.filter((entry) => entry.rule === rule);
    const isEverywhere = same.some((entry) => entry.paths.length === 0 && !isShorter(entry.until, until));
    const isCovered = (path: string) =>
      same.some((entry) => entry.paths.includes(path) && !isShorter(entry.until, until));
    const added = paths.filter((path) => !isCovered(path));
    if (isEverywhere || (paths.length > 0 && added.length === 0)) return [];
    const end = until === undefined ? '' : ` until ${until}`;
    return [{ kind: 'suppressed', text: `${toCodeSpan(rule)} is suppressed ${whereOf(added)}${end}` }];
  });
}

/** Whether an exception ends before another one does. */
function isShorter(until: string | undefined, than: string | undefined): boolean {
  return until !== undefined && (than === undefined || until < than);
}

function whereOf(paths: readonly string[]): string {
  return paths.length === 0 ? 'everywhere' : `in ${paths.map(toCodeSpan).join(', ')}`;
}

function newlyUnreviewed(before: Settings, after: Settings, { goFiles }: Measure): Loosened[] {
  const [was, is] = [before, after].map(createReviewedMatcher);
  const lost = goFiles.filter((path) => was!(path) && !is!(path));
  return lost.map((path) => ({ kind: 'not-reviewed', text: `${toCodeSpan(path)} is not reviewed` }));
}

function createReviewedMatcher({ include, ignore }: Settings): (path: string) => boolean {
  const budget = createGlobBudget();
  const isIncluded = include.length === 0 ? () => true : createPathMatcher(include, { budget });
  const isIgnored = createPathMatcher(ignore, { budget });
  return (path) => isIncluded(path) && !isIgnored(path);
}

function newSeverities({ severities: before }: Settings, { severities: after }: Settings): Loosened[] {
  const known = new Set(before.map((entry) => JSON.stringify(entry)));
  return after
    .filter((entry) => !known.has(JSON.stringify(entry)))
    .map(({ rule, paths, severity }) => ({
      kind: 'severity',
      text: `findings of ${toCodeSpan(rule)} are ${severity} ${whereOf(paths)}`,
    }));
}

const RANKS = (failOn: FailOn) => (failOn === 'never' ? -1 : severityRank(failOn as Severity));

function gateChanges(before: Settings, after: Settings): Loosened[] {
  const found: Loosened[] = [];
  if (RANKS(after.failOn) < RANKS(before.failOn)) {
    const now = after.failOn === 'never' ? 'never fails' : `fails from ${after.failOn} on`;
    found.push({ kind: 'gate', text: `the check ${now} (it failed from ${before.failOn} on)` });
  }
  const known = new Set(before.gates.map((gate) => JSON.stringify(gate)));
  for (const gate of after.gates) {
    if (known.has(JSON.stringify(gate)) || RANKS(gate.failOn) >= RANKS(before.failOn)) continue;
    const about = [...gate.sections, ...gate.kinds].join(', ');
    const what = about === '' ? 'findings' : `findings of ${about}`;
    const now = gate.failOn === 'never' ? 'never fails' : `fails from ${gate.failOn} on`;
    found.push({ kind: 'gate', text: `the check ${now} for ${what} ${whereOf(gate.paths)}` });
  }
  const kept = new Set(after.gates.map((gate) => JSON.stringify(gate)));
  for (const gate of before.gates) {
    if (kept.has(JSON.stringify(gate)) || RANKS(gate.failOn) <= RANKS(after.failOn)) continue;
    found.push({
      kind: 'gate',
      text: `the gate ${toCodeSpan(`failOn: ${gate.failOn}`)} ${whereOf(gate.paths)} is gone`,
    });
  }
  return found;
}

function hiddenMore(before: Settings, after: Settings): Loosened[] {
  if (severityRank(after.minSeverity) >= severityRank(before.minSeverity)) return [];
  return [{ kind: 'hidden', text: `findings below ${after.minSeverity} are hidden` }];
}

function lostDocuments({ documents: before }: Settings, { documents: after }: Settings): Loosened[] {
  return before
    .filter((glob) => !after.includes(glob))
    .map((glob) => ({ kind: 'documents', text: `${toCodeSpan(glob)} is no design document any more` }));
}

function fewerReviews(before: Settings, after: Settings): Loosened[] {
  const found: string[] = [];
  if (before.enabled && !after.enabled) found.push('pull requests are not reviewed automatically');
  if (before.drafts && !after.drafts) found.push('drafts are not reviewed automatically');
  const isNarrower =
    after.baseBranches.length > 0 &&
    (before.baseBranches.length === 0 || before.baseBranches.some((one) => !after.baseBranches.includes(one)));
  if (isNarrower) found.push(`only pull requests into ${after.baseBranches.map(toCodeSpan).join(', ')} are reviewed`);
  if (JSON.stringify(before.skip) !== JSON.stringify(after.skip)) {
    for (const key of ['labels', 'authors', 'titleWords'] as const) {
      const added = after.skip[key].filter((one) => !before.skip[key].includes(one));
      if (added.length > 0) found.push(`pull requests are skipped by ${key}: ${added.map(toCodeSpan).join(', ')}`);
    }
  }
  return found.map((text) => ({ kind: 'automatic-reviews', text }));
}

// Records what people decide about findings in the history that the summary comment carries, and looks them up. Pure.
import type { Severity } from '../domain/finding.ts';
import {
  type FindingDecision,
  type FindingLabel,
  type FindingLookup,
  type FindingState,
  NONE_OPEN,
} from '../domain/finding-state.ts';
import type { HistoryEntry } from './markers.ts';

/** Findings that are named where somebody asks for one that does not exist. */
const MAX_NAMED = 20;

/** The history with a label for every entry: each keeps its own, and new ones get the next free numbers. */
export function labelEntries(entries: readonly HistoryEntry[], before: readonly HistoryEntry[]): HistoryEntry[] {
  const labels = new Map(before.flatMap(({ id, label }) => (label === undefined ? [] : [[id, label] as const])));
  let last = Math.max(0, ...[...labels.values()].map((label) => Number(label.slice(1))));
  return entries.map((entry) => {
    const known = entry.label ?? labels.get(entry.id);
    if (known !== undefined) return { ...entry, label: known };
    last += 1;
    return { ...entry, label: `A${last}` };
  });
}

/** The history after a decision; null where no entry has its label. */
export function decide(history: readonly HistoryEntry[], decision: FindingDecision): HistoryEntry[] | null {
  if (!history.some(({ label }) => label === decision.finding)) return null;
  const { to, reason, by } = decision;
  const state = to === 'open' ? 'open' : 'dismissed';
  return history.map((entry) =>
    entry.label === decision.finding ? { ...entry, state, decision: { to, reason, by } } : entry,
  );
}

/** @param urlOf address of the thread about a finding, by its id; null where it has none */
export function lookUp(
  history: readonly HistoryEntry[],
  label: FindingLabel,
  urlOf: (findingId: string) => string | null,
): FindingLookup {
  const entry = history.find((one) => one.label === label);
  if (entry === undefined) {
    return { kind: 'unknown', known: history.flatMap((one) => one.label ?? []).slice(0, MAX_NAMED) };
  }
  const { title, severity, path, rule = null, decision } = entry;
  const decided = decision === undefined || decision.to === 'open' ? null : decision;
  const finding = {
    label,
    title,
    severity,
    state: stateOf(entry),
    path,
    rule,
    url: urlOf(entry.id),
    decision: decided,
  };
  return { kind: 'found', finding, open: countOpen(history) };
}

function stateOf({ state, decision }: HistoryEntry): FindingState {
  if (state === 'gone') return 'fixed';
  if (state === 'open') return 'open';
  return decision?.to === 'accepted' || decision?.to === 'refuted' ? decision.to : 'dismissed';
}

function countOpen(history: readonly HistoryEntry[]): Record<Severity, number> {
  const open = { ...NONE_OPEN };
  for (const { state, severity } of history) if (state === 'open') open[severity] += 1;
  return open;
}

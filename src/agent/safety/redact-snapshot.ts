// Redacts secrets in everything that a model is shown and a review is made from: files, diffs, documents, facts. Quotes
// are later checked against the same redacted texts, so they are found, with the repository's line numbers, and nothing
// posted ever contained the secret.
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Architecture } from '../../domain/architecture.ts';
import type { ChangedFile, Hunk, HunkLine } from '../../domain/diff.ts';
import type { Fix } from '../../domain/fix.ts';
import type { Snapshot, SourceTree } from '../../domain/snapshot.ts';
import { redactSecrets, redactStrings } from '../../text/secrets/redact-secrets.ts';

/**
 * Returns the snapshot without secrets. Texts are redacted when they are read. Those of changed files are read here,
 * and other work gets its turn between two of them.
 */
export async function redactSnapshot(snapshot: Snapshot): Promise<Snapshot> {
  const { target, changedFiles, reviewed, agentFile, agentsByPaths } = snapshot;
  const before = redactTree(snapshot.before);
  const head = redactTree(snapshot.head);
  const redacted = new Map<ChangedFile, ChangedFile>();
  for (const file of changedFiles) {
    if (file.hunks.length > 0) await nextTick();
    redacted.set(file, redactChange(file, snapshot, before, head));
  }
  const inChanges = (file: ChangedFile) => redacted.get(file) ?? redactChange(file, snapshot, before, head);
  const withText = <T extends { readonly text: string }>(file: T): T => ({ ...file, text: redactSecrets(file.text) });
  return {
    ...snapshot,
    target: { ...target, pullRequest: redactStrings(target.pullRequest) },
    changedFiles: changedFiles.map(inChanges),
    reviewed: reviewed.map(inChanges),
    before,
    head,
    documents: snapshot.documents.map(withText),
    agentFile: agentFile === null ? null : withText(agentFile),
    ...(agentsByPaths === undefined ? {} : { agentsByPaths: agentsByPaths.map(withText) }),
  };
}

function redactTree(tree: SourceTree): SourceTree {
  const known = new Map<string, string | undefined>();
  return {
    commit: tree.commit,
    entries: tree.entries,
    truncated: tree.truncated,
    readable: () => tree.readable(),
    text(path) {
      if (known.has(path)) return known.get(path);
      const text = tree.text(path);
      const redacted = text === undefined ? undefined : redactSecrets(text);
      known.set(path, redacted);
      return redacted;
    },
  };
}

/** A key can start above the hunk, so lines are taken from the redacted file where that could be read. */
function redactChange(file: ChangedFile, raw: Snapshot, before: SourceTree, head: SourceTree): ChangedFile {
  if (file.hunks.length === 0) return file;
  const atHead = changedLines(raw.head.text(file.path), head.text(file.path));
  const beforePath = file.previousPath ?? file.path;
  const atBefore = changedLines(raw.before.text(beforePath), before.text(beforePath));
  if (atHead === 'none' && atBefore === 'none') return file;
  return { ...file, hunks: file.hunks.map((hunk) => redactHunk(hunk, atBefore, atHead)) };
}

/** Lines of a redacted text. `none`: nothing was redacted; `unread`: the text is not available. */
type RedactedLines = readonly string[] | 'none' | 'unread';

function changedLines(raw: string | undefined, redacted: string | undefined): RedactedLines {
  if (raw === undefined || redacted === undefined) return 'unread';
  return raw === redacted ? 'none' : redacted.split('\n');
}

function redactHunk(hunk: Hunk, before: RedactedLines, head: RedactedLines): Hunk {
  const unread = new Map([...redactUnread(hunk, before, 'removed'), ...redactUnread(hunk, head, 'added')]);
  const lines = hunk.lines.map((line): HunkLine => {
    const isRemoved = line.kind === 'removed';
    const [of, number] = isRemoved ? [before, line.beforeLine] : [head, line.headLine];
    const text = of === 'none' ? line.text : of === 'unread' ? unread.get(line) : of[(number ?? 0) - 1];
    return text === undefined || text === line.text ? line : { ...line, text };
  });
  return { ...hunk, heading: redactSecrets(hunk.heading), lines };
}

/** Lines of a side whose file could not be read, redacted together. */
function redactUnread(hunk: Hunk, of: RedactedLines, kind: 'added' | 'removed'): (readonly [HunkLine, string])[] {
  if (of !== 'unread') return [];
  const lines = hunk.lines.filter((line) => line.kind === kind || (line.kind === 'context' && kind === 'added'));
  const texts = redactSecrets(lines.map(({ text }) => text).join('\n')).split('\n');
  return lines.map((line, index) => [line, texts[index] ?? ''] as const);
}

/** A part of the facts that quotes lines of a file. */
interface Quoting {
  readonly path: string;
  readonly startLine: number;
  readonly endLine?: number;
  readonly quote: string;
  readonly side?: 'head' | 'before';
}

/**
 * Returns the facts without secrets in their sentences and quotes. The graph and the references contain only names, and
 * tool replies about them are redacted when they are sent.
 *
 * @param raw the snapshot as gathered
 * @param redacted the snapshot without secrets
 */
export function redactArchitecture(architecture: Architecture, raw: Snapshot, redacted: Snapshot): Architecture {
  const redactPlace = createPlaceRedactor(raw, redacted);
  const withoutSecretFix = createFixFilter(raw, redacted);
  const { facts, findings, apiChanges } = architecture;
  return {
    ...architecture,
    facts: redactStrings(facts.map((fact) => ({ ...fact, places: fact.places.map(redactPlace) }))),
    findings: redactStrings(
      findings.map((finding) => ({
        ...withoutSecretFix(redactPlace(finding)),
        otherPlaces: finding.otherPlaces.map((place) => withoutSecretFix(redactPlace(place))),
        citations: finding.citations.map(redactPlace),
      })),
    ),
    apiChanges: redactStrings(apiChanges.map((change) => ({ ...change, place: redactPlace(change.place) }))),
    layerViolations: redactStrings(architecture.layerViolations),
    declarations: redactStrings(architecture.declarations),
    clauses: redactStrings(architecture.clauses),
    clauseChecks: redactStrings(architecture.clauseChecks),
    notes: redactStrings(architecture.notes),
    suppressions: redactStrings(architecture.suppressions),
  };
}

/** One quoted line of a key does not look like a key, so the redacted file decides. */
function createPlaceRedactor(raw: Snapshot, redacted: Snapshot): <T extends Quoting>(place: T) => T {
  const known = new Map<string, RedactedLines>();
  const linesOf = (side: 'head' | 'before', path: string): RedactedLines => {
    const key = `${side} ${path}`;
    const lines = known.get(key) ?? changedLines(raw[side].text(path), redacted[side].text(path));
    known.set(key, lines);
    return lines;
  };
  return (place) => {
    const { path, startLine, quote, side = 'head' } = place;
    const lines = linesOf(side, path);
    const own = redactSecrets(quote);
    if (lines === 'none' || lines === 'unread' || own !== quote)
      return own === quote ? place : { ...place, quote: own };
    const endLine = place.endLine ?? startLine + quote.split('\n').length - 1;
    const shown = lines.slice(startLine - 1, endLine).join('\n');
    return shown.includes(quote) ? place : { ...place, quote: shown.trim() };
  };
}

/** Drops a fix of lines with a secret: redacted it would write "[password removed]" into the code. */
function createFixFilter(raw: Snapshot, redacted: Snapshot) {
  const hasSecret = (path: string, { startLine, endLine, original, replacement }: Fix): boolean => {
    const [were, are] = [raw, redacted].map(({ head }) => head.text(path));
    const linesOf = (text: string | undefined) =>
      text
        ?.split('\n')
        .slice(startLine - 1, endLine)
        .join('\n');
    if (were !== are && linesOf(were) !== linesOf(are)) return true;
    return [original, replacement].some((text) => redactSecrets(text) !== text);
  };
  return <T extends { readonly path: string; readonly fix?: Fix | undefined }>(place: T): T => {
    const { fix, ...rest } = place;
    return fix !== undefined && hasSecret(place.path, fix) ? (rest as T) : place;
  };
}

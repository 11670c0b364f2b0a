// Small makers for the values that rooms hand each other: a snapshot from two sets of files, an architecture that says nothing, a
// request, ports that keep what was asked of them.
import { createHash } from 'node:crypto';
import { structuredPatch } from 'diff';
import type { Architecture } from '../../src/domain/architecture.ts';
import type { ChangedFile, Hunk, HunkLine } from '../../src/domain/diff.ts';
import type { ModelCall, ModelPort, ModelTurn, Ports } from '../../src/domain/ports.ts';
import type { ReviewRequest } from '../../src/domain/review-request.ts';
import type { RunLimits } from '../../src/domain/run-limits.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { DesignDocument, Snapshot, SourceTree, TreeEntry } from '../../src/domain/snapshot.ts';
import type { Files } from './txtar.ts';

export const HEAD = 'a'.repeat(40);
export const BASE = 'b'.repeat(40);
const MERGE_BASE = 'c'.repeat(40);

export function makeTree(files: Files, commit: string): SourceTree {
  const entries = new Map<string, TreeEntry>(
    Object.entries(files).map(([path, text]) => [
      path,
      { path, kind: 'file', sha: createHash('sha1').update(text).digest('hex'), size: Buffer.byteLength(text) },
    ]),
  );
  return {
    commit,
    entries,
    text: (path) => (Object.hasOwn(files, path) ? files[path] : undefined),
    readable: () => Object.keys(files).sort(),
    truncated: false,
  };
}

function makeChangedFiles(before: Files, head: Files): ChangedFile[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(head)])].sort();
  return paths.filter((path) => before[path] !== head[path]).map((path) => makeChangedFile(path, before, head));
}

function makeChangedFile(path: string, before: Files, head: Files): ChangedFile {
  return {
    path,
    previousPath: null,
    status: before[path] === undefined ? 'added' : head[path] === undefined ? 'removed' : 'modified',
    ...difference(before[path] ?? '', head[path] ?? ''),
    diff: 'host',
  };
}

/** Hunks with three lines of context, as git makes them, and what they add and take away. */
export function difference(before: string, head: string): Pick<ChangedFile, 'hunks' | 'additions' | 'deletions'> {
  const hunks = structuredPatch('a', 'b', before, head, '', '', { context: 3 }).hunks.map((hunk): Hunk => {
    let beforeLine = hunk.oldStart;
    let headLine = hunk.newStart;
    const lines = hunk.lines
      .filter((line) => !line.startsWith('\\'))
      .map((line): HunkLine => {
        const text = line.slice(1);
        if (line.startsWith('+')) return { kind: 'added', text, beforeLine: null, headLine: headLine++ };
        if (line.startsWith('-')) return { kind: 'removed', text, beforeLine: beforeLine++, headLine: null };
        return { kind: 'context', text, beforeLine: beforeLine++, headLine: headLine++ };
      });
    return {
      beforeStart: hunk.oldStart,
      beforeLines: hunk.oldLines,
      headStart: hunk.newStart,
      headLines: hunk.newLines,
      heading: '',
      lines,
    };
  });
  const count = (kind: HunkLine['kind']) =>
    hunks.flatMap(({ lines }) => lines).filter((line) => line.kind === kind).length;
  return { hunks, additions: count('added'), deletions: count('removed') };
}

/** `documents` are texts by path, as they stand at the base. */
export function makeSnapshot(
  before: Files,
  head: Files,
  changes: Omit<Partial<Snapshot>, 'documents'> & { documents?: Files } = {},
): Snapshot {
  const { documents = {}, ...rest } = changes;
  const changedFiles = makeChangedFiles(before, head);
  return {
    target: {
      repository: { owner: 'acme', name: 'shop' },
      htmlUrl: 'https://github.com/acme/shop',
      pullRequest: {
        number: 7,
        title: 'Change the shop',
        body: '',
        author: 'mallory',
        draft: false,
        baseRef: 'main',
        fork: false,
        state: 'open',
      },
      head: HEAD,
      base: BASE,
      mergeBase: MERGE_BASE,
    },
    settings: defaultSettings,
    settingsSource: null,
    settingsProblems: [],
    changedFiles,
    reviewed: changedFiles.filter(({ path }) => path.endsWith('.go')),
    skipped: [],
    before: makeTree(before, MERGE_BASE),
    head: makeTree(head, HEAD),
    documents: Object.entries(documents).map(([path, text]): DesignDocument => ({ path, commit: BASE, text, cut: 0 })),
    agentFile: null,
    policyChanges: [],
    notes: [],
    ...rest,
  };
}

export function makeArchitecture(changes: Partial<Architecture> = {}): Architecture {
  const graph = { modules: [], packages: new Map(), cycles: [] };
  return {
    before: graph,
    after: graph,
    addedEdges: [],
    removedEdges: [],
    introducedCycles: [],
    resolvedCycles: [],
    layerViolations: [],
    apiChanges: [],
    declarations: [],
    facts: [],
    findings: [],
    unread: [],
    clauses: [],
    clauseChecks: [],
    documents: [],
    notes: [],
    metrics: [],
    suppressions: [],
    couldNotTell: {},
    ...changes,
  };
}

export function makeRequest(changes: Partial<ReviewRequest> = {}): ReviewRequest {
  return {
    id: 'request-1',
    installationId: 1,
    repository: { owner: 'acme', name: 'shop' },
    pullRequest: 7,
    head: null,
    base: null,
    seen: null,
    trigger: 'opened',
    requestedBy: null,
    requestedAt: '2026-11-23T10:00:00.000Z',
    ...changes,
  };
}

/** Ports whose repository and publisher must not be used, and whose steps just run. */
export function makePorts(changes: Partial<Ports> = {}): Ports {
  const refuse = () => {
    throw new Error('not to be used here');
  };
  const { signal } = new AbortController();
  return {
    repository: {
      target: refuse,
      changedFiles: refuse,
      tree: refuse,
      blobs: refuse,
      organisationSettings: refuse,
      requestCount: () => 3,
    },
    analyser: { analyse: refuse },
    model: null,
    publisher: { open: refuse, show: refuse, publish: refuse, conclude: refuse },
    step: (_, work) => work(signal),
    progress: () => {},
    ...changes,
  };
}

/** Limits of a run. The clock stands 5 seconds after the time of `makeRequest`. */
export function makeLimits(changes: Partial<RunLimits> = {}): RunLimits {
  return {
    budget: { maxTurns: 10, maxOutputTokensPerTurn: 8_000, maxCostUsd: 5, deadlineMs: 600_000 },
    signal: new AbortController().signal,
    now: () => Date.parse('2026-11-23T10:00:05.000Z'),
    ...changes,
  };
}

/** A model that gives the turns one after the other, and keeps the calls it got. */
export function makeModel(turns: readonly (Partial<ModelTurn> | Error)[]): ModelPort & { readonly calls: ModelCall[] } {
  const calls: ModelCall[] = [];
  return {
    calls,
    async respond(call) {
      const turn = turns[calls.length];
      calls.push(structuredClone(call) as ModelCall);
      if (turn === undefined) throw new Error(`no turn ${calls.length} was prepared`);
      if (turn instanceof Error) throw turn;
      return {
        content: [],
        stopReason: turn.content?.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn',
        model: call.model,
        inputTokens: 1_000,
        cachedInputTokens: 800,
        cacheWriteTokens: 100,
        outputTokens: 200,
        costUsd: 0.01,
        ...turn,
      };
    },
  };
}

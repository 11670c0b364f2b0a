// A module to measure on: made up, or read from a folder; and changes to it, as a review gets them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangedFile } from '../../src/domain/diff.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { Snapshot, SourceTree, TreeEntry } from '../../src/domain/snapshot.ts';
import type { Files } from '../support/txtar.ts';

/** The Go files, go.mod and go.work below a folder. */
export function readDirectory(root: string): Files {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name).slice(root.replace(/\/$/, '').length + 1);
    if (entry.isFile() && /\.go$|(^|\/)go\.(mod|work)$/.test(path) && !/(^|\/)(\.git|vendor)\//.test(path))
      files[path] = readFileSync(join(root, path), 'utf8');
  }
  return files;
}

export function goFilesOf(files: Files): readonly (readonly [path: string, text: string])[] {
  return Object.entries(files).filter(([path]) => path.endsWith('.go'));
}

const shas = new Map<string, string>();

export function treeOf(files: Files): SourceTree {
  const entries = new Map<string, TreeEntry>();
  for (const [path, text] of Object.entries(files)) {
    const sha = shas.get(text) ?? createHash('sha1').update(text).digest('hex');
    shas.set(text, sha);
    entries.set(path, { path, kind: 'file', sha, size: text.length });
  }
  const readable = [...entries.keys()].sort();
  return {
    commit: '0'.repeat(40),
    entries,
    text: (path) => files[path],
    readable: () => readable,
    truncated: false,
  };
}

/** A push that adds a function to so many files, spread over the whole module; `salt` makes it another push. */
export function pushOf(files: Files, count: number, salt: string): Snapshot {
  const code = Object.keys(files).filter((path) => path.endsWith('.go') && !path.endsWith('_test.go'));
  const step = Math.max(1, Math.floor(code.length / count));
  const changed = code.filter((_, index) => index % step === 0).slice(0, count);
  const head = { ...files };
  const changedFiles = changed.map((path): ChangedFile => {
    const lines = (files[path] ?? '').split('\n').length;
    const added = [`// Added by ${salt}.`, 'func added() {}'];
    head[path] = `${files[path]}${added.join('\n')}\n`;
    return { ...modified(path, 'modified'), hunks: [hunkOf(lines, added)], additions: added.length };
  });
  return snapshotOf(files, head, changedFiles);
}

/** The whole state of a module, as `architect review --all` looks at it. */
export function stateOf(files: Files): Snapshot {
  const changedFiles = goFilesOf(files).map(([path]) => modified(path, 'added'));
  const snapshot = snapshotOf({}, files, changedFiles);
  return { ...snapshot, target: { ...snapshot.target, whole: true } };
}

/** The whole module as one change that adds it. */
export function additionOf(files: Files): Snapshot {
  const changedFiles = goFilesOf(files).map(([path, text]): ChangedFile => {
    const lines = text.split('\n');
    return { ...modified(path, 'added'), hunks: [hunkOf(1, lines)], additions: lines.length };
  });
  return snapshotOf({}, files, changedFiles);
}

function modified(path: string, status: ChangedFile['status']): ChangedFile {
  return { path, previousPath: null, status, hunks: [], additions: 0, deletions: 0, diff: 'host' };
}

function hunkOf(start: number, added: readonly string[]): ChangedFile['hunks'][number] {
  return {
    beforeStart: start,
    beforeLines: 0,
    headStart: start,
    headLines: added.length,
    heading: '',
    lines: added.map((text, index) => ({ kind: 'added', text, beforeLine: null, headLine: start + index })),
  };
}

function snapshotOf(before: Files, head: Files, changedFiles: readonly ChangedFile[]): Snapshot {
  const sha = '0'.repeat(40);
  const pullRequest = {
    number: 1,
    title: '',
    body: '',
    author: '',
    draft: false,
    baseRef: 'main',
    fork: false,
  } as const;
  const repository = { owner: 'a', name: 'b' };
  return {
    target: {
      htmlUrl: null,
      head: sha,
      base: sha,
      mergeBase: sha,
      repository,
      pullRequest: { ...pullRequest, state: 'open' },
    },
    settings: defaultSettings,
    settingsSource: null,
    settingsProblems: [],
    changedFiles,
    reviewed: changedFiles,
    skipped: [],
    before: treeOf(before),
    head: treeOf(head),
    documents: [],
    agentFile: null,
    policyChanges: [],
    notes: [],
  };
}

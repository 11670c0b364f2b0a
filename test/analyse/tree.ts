// Trees and snapshots for this room's tests, made of txtar text. The diff is the smallest true one: files whole, hunks by line.
import { createHash } from 'node:crypto';
import type { ChangedFile } from '../../src/domain/diff.ts';
import { defaultSettings, Settings } from '../../src/domain/settings.ts';
import type { Snapshot, SourceTree, TreeEntry } from '../../src/domain/snapshot.ts';
import { difference } from '../support/snapshot.ts';
import { type Files, txtar } from '../support/txtar.ts';

const sha = (text: string): string => createHash('sha1').update(text).digest('hex');

/** A tree with every file readable. */
export function treeOf(files: Files): SourceTree {
  const entries = new Map<string, TreeEntry>(
    Object.entries(files).map(([path, text]) => [path, { path, kind: 'file', sha: sha(text), size: text.length }]),
  );
  return {
    commit: sha(JSON.stringify(files)),
    entries,
    text: (path) => files[path],
    readable: () => Object.keys(files).sort(),
    truncated: false,
  };
}

/** What a test says of a change: two modules as txtar, the settings, and which files were renamed (new path to old path). */
export interface Change {
  readonly before: string;
  readonly head: string;
  readonly settings?: unknown;
  readonly renames?: Readonly<Record<string, string>>;
}

export function snapshotOf(change: Change): Snapshot {
  const before = txtar(change.before);
  const head = txtar(change.head);
  const changedFiles = changedFilesOf(before, head, change.renames ?? {});
  const beforeTree = treeOf(before);
  return {
    target: {
      repository: { owner: 'acme', name: 'shop' },
      htmlUrl: null,
      pullRequest: {
        number: 1,
        title: 'A change',
        body: '',
        author: 'ana',
        draft: false,
        baseRef: 'main',
        fork: false,
        state: 'open',
      },
      head: sha('head'),
      base: sha('base'),
      mergeBase: sha('base'),
    },
    settings: change.settings === undefined ? defaultSettings : Settings.parse(change.settings),
    settingsSource: null,
    settingsProblems: [],
    changedFiles,
    reviewed: changedFiles.filter((file) => file.path.endsWith('.go')),
    skipped: [],
    before: beforeTree,
    head: treeOf(head),
    documents: [],
    agentFile: null,
    policyChanges: [],
    notes: [],
  };
}

function changedFilesOf(before: Files, head: Files, renames: Readonly<Record<string, string>>): ChangedFile[] {
  const gone = new Set(Object.values(renames));
  const files: ChangedFile[] = [];
  for (const path of new Set([...Object.keys(before), ...Object.keys(head)])) {
    const previousPath = renames[path] ?? null;
    const old = before[previousPath ?? path];
    const fresh = head[path];
    if ((old === fresh && previousPath === null) || (gone.has(path) && fresh === undefined)) continue;
    const status =
      previousPath !== null ? 'renamed' : old === undefined ? 'added' : fresh === undefined ? 'removed' : 'modified';
    files.push({ path, previousPath, status, ...difference(old ?? '', fresh ?? ''), diff: 'host' });
  }
  return files;
}

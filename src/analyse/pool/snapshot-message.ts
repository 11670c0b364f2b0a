// Carries a snapshot to a thread: listings always, texts only where the thread does not hold them yet.
import type { Sha } from '../../domain/review-request.ts';
import type { DesignDocument, Snapshot, SourceTree, TreeEntry } from '../../domain/snapshot.ts';
import { unitKey, type Watch, type WorkUnit } from '../work-units.ts';

/** A tree without its texts. */
export interface TreeMessage {
  readonly commit: Sha;
  readonly truncated: boolean;
  readonly entries: readonly TreeEntry[];
  readonly readable: readonly string[];
}

/** A snapshot without texts of files; everything else is plain data. */
export interface SnapshotMessage extends Omit<Snapshot, 'before' | 'head'> {
  readonly before: TreeMessage;
  readonly head: TreeMessage;
}

/** Texts of blobs by SHA. */
export type Texts = ReadonlyMap<Sha, string>;

export function toTreeMessage(tree: SourceTree): TreeMessage {
  const { commit, truncated, entries } = tree;
  return { commit, truncated, entries: [...entries.values()], readable: tree.readable() };
}

/** A tree from which excluded files cannot be read. */
export function withoutExcluded(tree: TreeMessage, excluded: readonly WorkUnit[]): TreeMessage {
  const left = new Set(excluded.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  return left.size === 0 ? tree : { ...tree, readable: tree.readable.filter((path) => !left.has(path)) };
}

/** The snapshot as a message, without the files and documents that are excluded. */
export function toSnapshotMessage(snapshot: Snapshot, excluded: readonly WorkUnit[]): SnapshotMessage {
  const left = new Set(excluded.map(unitKey));
  const kept = <T extends { readonly path: string }>(kind: WorkUnit['kind'], all: readonly T[]) =>
    all.filter(({ path }) => !left.has(unitKey({ kind, name: path })));
  const { reviewed, documents, configurations, before, head } = snapshot;
  return {
    ...snapshot,
    reviewed: kept('file', reviewed),
    documents: kept('document', documents),
    ...(configurations === undefined ? {} : { configurations: kept('document', configurations) }),
    before: withoutExcluded(toTreeMessage(before), excluded),
    head: withoutExcluded(toTreeMessage(head), excluded),
  };
}

/** SHAs of all texts that trees can be asked for. */
export function readableShas(trees: readonly TreeMessage[]): Set<Sha> {
  const shas = new Set<Sha>();
  for (const tree of trees) {
    const readable = new Set(tree.readable);
    for (const { path, sha } of tree.entries) if (readable.has(path)) shas.add(sha);
  }
  return shas;
}

/** The tree of a message; reading a text tells the watch which file is worked on. */
export function fromTreeMessage(
  { commit, truncated, entries, readable }: TreeMessage,
  texts: Texts,
  watch: Watch,
): SourceTree {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const canRead = new Set(readable);
  return {
    commit,
    truncated,
    entries: byPath,
    readable: () => readable,
    text(path) {
      const entry = byPath.get(path);
      if (entry === undefined || !canRead.has(path)) return undefined;
      watch.begin({ kind: 'file', name: path });
      return texts.get(entry.sha);
    },
  };
}

/** The snapshot of a message. */
export function fromSnapshotMessage(message: SnapshotMessage, texts: Texts, watch: Watch): Snapshot {
  const { configurations } = message;
  return {
    ...message,
    documents: message.documents.map((document) => watched(document, watch)),
    ...(configurations === undefined ? {} : { configurations: configurations.map((one) => watched(one, watch)) }),
    before: fromTreeMessage(message.before, texts, watch),
    head: fromTreeMessage(message.head, texts, watch),
  };
}

function watched({ text, ...document }: DesignDocument, watch: Watch): DesignDocument {
  return {
    ...document,
    get text() {
      watch.begin({ kind: 'document', name: document.path });
      return text;
    },
  };
}

// Maps git's file modes to the kinds of tree entries.
import type { TreeEntry } from '../domain/snapshot.ts';

/** @param mode in octal, six digits: "100644" */
export function kindOfMode(mode: string): TreeEntry['kind'] {
  if (mode === '120000') return 'symlink';
  if (mode === '160000') return 'submodule';
  return mode === '100755' ? 'executable' : 'file';
}

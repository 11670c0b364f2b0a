// Finds changes to the files that govern reviews: settings, agents and design documents.
import type { ChangedFile } from '../domain/diff.ts';
import type { Settings } from '../domain/settings.ts';
import type { PolicyChange, SourceTree } from '../domain/snapshot.ts';
import { isAgentFile } from './agent-files.ts';
import { createDocumentTest } from './read/design-documents.ts';
import { hasImportRules, isArchitectureConfig, isAttributesFile, settingsPaths } from './read/file-kinds.ts';

/**
 * @param sides the trees before and after the change
 * @param read paths of the documents that were read, whatever made them count
 */
export function findPolicyChanges(
  changed: readonly ChangedFile[],
  settings: Settings,
  sides: readonly SourceTree[],
  read: readonly string[] = [],
): readonly PolicyChange[] {
  // An unreadable text may hold anything.
  const hasRules = (path: string) =>
    sides.some((tree) => tree.entries.has(path) && hasImportRules(path, tree.text(path) ?? 'depguard:'));
  const isDocument = createDocumentTest(settings.documents);
  const kindOf = (path: string): PolicyChange['kind'] | null => {
    if (isAgentFile(path, settings)) return 'agent';
    if (settingsPaths.includes(path) || isAttributesFile(path)) return 'settings';
    if (isArchitectureConfig(path)) return hasRules(path) ? 'settings' : null;
    return isDocument(path) || read.includes(path) ? 'document' : null;
  };
  return changed.flatMap(({ path, previousPath }) => {
    const at = [path, previousPath].find((candidate) => candidate !== null && kindOf(candidate) !== null);
    return at ? [{ path: at, kind: kindOf(at)! }] : [];
  });
}

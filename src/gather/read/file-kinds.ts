// Tells by its path what a file is to a review.
import type { TreeEntry } from '../../domain/snapshot.ts';

/** In this order; the first one that exists is used. */
export const settingsPaths = ['.github/architect.yml', '.github/architect.yaml'];

const goSource = /(^|\/)(go\.mod|go\.work|[^/]+\.go)$/;
const linterConfig = /(^|\/)((\.go-arch-lint|\.?arch-go|\.golangci)\.ya?ml|\.golangci\.(toml|json))$/;
const vendored = /(^|\/)vendor\//;

/** A Go file, go.mod or go.work. */
export function isGoSource(path: string): boolean {
  return goSource.test(path);
}

/** A copy of another module's code, in which the go command finds no packages of this module. */
export function isVendored(path: string): boolean {
  return vendored.test(path);
}

const foreignDirectories = new Set(['vendor', 'third_party', 'node_modules', 'testdata']);

/** Below a directory of other people's code or of test inputs: what such a file says is no policy of this team. */
export function isForeign(path: string): boolean {
  const directories = path.split('/').slice(0, -1);
  return directories.some((name) => foreignDirectories.has(name));
}

/** A file of the package graph, which is read even where it did not change. */
export function isGraphSource(path: string): boolean {
  return (goSource.test(path) && !vendored.test(path)) || isArchitectureConfig(path);
}

/** Configuration of the known tools that declare layers. */
export function isArchitectureConfig(path: string): boolean {
  return linterConfig.test(path) && !isForeign(path);
}

/** golangci-lint's configuration sets much else too: it governs a review only where it has rules about imports. */
export function hasImportRules(path: string, text: string): boolean {
  if (!/(^|\/)\.golangci\.\w+$/.test(path)) return true;
  return path.endsWith('.toml') ? text.includes('.depguard') : /^[^#\n]*\bdepguard["']?[ \t]*:/m.test(text);
}

/** A .gitattributes file, which can exclude files of the change. */
export function isAttributesFile(path: string): boolean {
  return path === '.gitattributes' || path.endsWith('/.gitattributes');
}

const maxOperationsBytes = 65_536;
const operationsText =
  /(^|\/)([\w.-]*Dockerfile[\w.-]*|Containerfile|Makefile|Taskfile\.ya?ml|(docker-)?compose[\w.-]*\.ya?ml|\.env\.[\w.-]+|[\w.-]+\.env|\.gitlab-ci\.yml|values[\w.-]*\.ya?ml|serverless\.ya?ml|template\.ya?ml)$|^(README\.md|\.github\/workflows\/[^/]+\.ya?ml)$/i;

/**
 * A small file that defines how the service is built, run and configured: images, workflows, Makefiles, environments,
 * the README. Read even where it did not change.
 */
export function isOperationsText({ path, size }: TreeEntry): boolean {
  return operationsText.test(path) && !vendored.test(path) && size !== null && size <= maxOperationsBytes;
}

/** Small prose where teams keep agents and documents: it is read in advance, because the settings may name it. */
export function isLikelyNamed({ path, kind, size }: TreeEntry): boolean {
  return kind === 'file' && /^(docs?|\.github)\/.*\.(md|txt)$/i.test(path) && size !== null && size <= 65_536;
}

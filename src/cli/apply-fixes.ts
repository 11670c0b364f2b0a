// Writes the computed fixes of a review into a work tree, where its lines are still those that were reviewed.
import { lstat, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BadInput, messageOf } from '../domain/errors.ts';
import type { Finding } from '../domain/finding.ts';
import type { Fix } from '../domain/fix.ts';

/** What became of the fixes. */
export interface FixReport {
  /** "internal/store/store.go:12". */
  readonly applied: readonly string[];
  /** The same, with the reason. */
  readonly left: readonly string[];
}

/** @param root of the work tree. @throws BadInput where a file cannot be written */
export async function applyFixes(root: string, findings: readonly Finding[]): Promise<FixReport> {
  const byPath = new Map<string, Fix[]>();
  for (const { path: file, fix } of findings.flatMap((finding) => [finding, ...finding.otherPlaces])) {
    if (fix !== undefined) byPath.set(file, [...(byPath.get(file) ?? []), fix]);
  }
  const applied: string[] = [];
  const left: string[] = [];
  for (const [file, fixes] of byPath) {
    const absolute = await resolveFile(root, file);
    if (absolute === null) {
      left.push(`${file}: no plain file of this work tree`);
      continue;
    }
    const text = decode(await readFile(absolute));
    if (text === null) {
      left.push(`${file}: not UTF-8`);
      continue;
    }
    const result = applyTo(text, fixes);
    applied.push(...result.applied.map(({ startLine }) => `${file}:${startLine}`));
    left.push(
      ...result.left.map(({ startLine }) => `${file}:${startLine}: the lines are not those that were reviewed`),
    );
    if (result.text !== text) await write(absolute, result.text);
  }
  return { applied, left };
}

/** null for what is no regular file, or lies outside of the work tree. */
async function resolveFile(root: string, file: string): Promise<string | null> {
  const absolute = path.resolve(root, file);
  const found = await lstat(absolute).catch(() => null);
  if (found === null || !found.isFile()) return null;
  const inside = path.relative(await realpath(root), await realpath(absolute));
  return inside.startsWith('..') || path.isAbsolute(inside) ? null : absolute;
}

/** null for bytes that writing the text again would change. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** From the last to the first, so that lines above keep their numbers. Fixes of the same lines are applied once. */
function applyTo(text: string, fixes: readonly Fix[]): { text: string; applied: Fix[]; left: Fix[] } {
  const lines = text.split('\n');
  const applied: Fix[] = [];
  const left: Fix[] = [];
  let free = Number.POSITIVE_INFINITY;
  for (const fix of [...fixes].sort((a, b) => b.endLine - a.endLine || b.startLine - a.startLine)) {
    const { startLine, endLine, original, replacement } = fix;
    const isAsReviewed = lines.slice(startLine - 1, endLine).join('\n') === original;
    if (!isAsReviewed || endLine >= free) {
      left.push(fix);
      continue;
    }
    lines.splice(startLine - 1, endLine - startLine + 1, ...replacement.split('\n'));
    free = startLine;
    applied.push(fix);
  }
  return { text: lines.join('\n'), applied: applied.reverse(), left };
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new BadInput(`${file} cannot be written: ${messageOf(error)}`);
  }
}

// Tells which code is expected to have tests and which tests mention it.
import type { FileSide } from '../../change/changed-go-files.ts';
import { withoutComments } from '../engine/go-file.ts';
import type { RepositoryContext } from '../engine/repository-context.ts';
import { isOutsideServices, isTool } from '../engine/source-kind.ts';

/** Names that a sentence lists. */
export const MAX_NAMED = 3;

export function isJudged(side: FileSide): boolean {
  return (
    !side.isTest &&
    !side.isGenerated &&
    side.packageName !== 'main' &&
    !isOutsideServices(side.path) &&
    !isTool(side.path, side.text)
  );
}

/** More than passing on: something is chosen or repeated, over several lines. */
export function decides(declaration: string): boolean {
  const body = withoutComments(declaration);
  const choices = body.match(/\b(if|for|switch|select)\b/g)?.length ?? 0;
  const onlyErrors = body.match(/\bif (?:[^{}\n;]{0,200};\s*)?err != nil\b/g)?.length ?? 0;
  return body.split('\n').length >= 8 && choices > onlyErrors;
}

/** A test file of the head names it. */
export function isTested(name: string, around: RepositoryContext): boolean {
  return around.namesInTests.has(name.split('.').at(-1)!);
}

/** Line of a declaration that names it: comments may stand above. */
export function lineNaming(text: string, startLine: number, name: string): number {
  const short = name.split('.').at(-1)!;
  const at = text
    .split('\n')
    .slice(startLine - 1)
    .findIndex((line) => line.includes(short));
  return startLine + Math.max(0, at);
}

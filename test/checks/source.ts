// Reads the files below `src` that the checks look at, and finds a place in them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface SourceText {
  /** From the repository's root: `src/cli.ts`. */
  readonly path: string;
  readonly text: string;
}

/** One thing that a check objects to. */
export interface Offence {
  readonly path: string;
  /** 1-based; null where the offence is not in one line. */
  readonly line: number | null;
  readonly message: string;
}

export function readSource(root: string): SourceText[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?[tj]s$/.test(name))
    .map((name) => `src/${name}`)
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export function parse({ path, text }: SourceText): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
}

/** 1-based line of an offset in UTF-16 units. */
export function lineOf(file: ts.SourceFile, offset: number): number {
  return file.getLineAndCharacterOfPosition(offset).line + 1;
}

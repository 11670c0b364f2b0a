// Writes the two documents of a decision to a local folder, and nothing outside it.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../../domain/errors.ts';
import type { Guidance } from '../../domain/guidance.ts';
import type { GuidancePublisherPort } from '../../domain/ports.ts';
import { outputPaths } from '../../domain/question.ts';
import { usageLine } from '../words.ts';
import { findWriteRefusal, proposeFiles, recommendationsDocument } from './documents.ts';
import type { WriteRefusal } from './outcome.ts';
import { guidanceLinks } from './page.ts';
import { describeWriteRefusal, writeAdvice } from './words.ts';

export interface FolderPublisherOptions {
  /** Created where it does not exist. */
  readonly dir: string;
  /** Overwrites a recommendations file that somebody else wrote or edited. */
  readonly replace: boolean;
  /**
   * Takes one line for each file and one for the cost; or the recommendations where they could not be written after
   * all.
   */
  readonly write: (text: string) => void;
}

const PATHS = outputPaths('');

/** @throws BadInput from `deliver`, where an existing file must not be overwritten */
export function createFolderPublisher(options: FolderPublisherOptions): GuidancePublisherPort {
  return {
    async deliver({ guidance }, signal) {
      try {
        await writeDocuments(guidance, options, signal);
        options.write(`${usageLine(guidance.usage, guidance.model)}\n`);
      } catch (error) {
        options.write(recommendationsDocument(guidance, guidanceLinks(guidance, null)));
        throw error;
      }
    },
  };
}

async function writeDocuments(
  guidance: Guidance,
  { dir, replace, write }: FolderPublisherOptions,
  signal: AbortSignal,
): Promise<void> {
  const existing = await readFolder(dir);
  const links = guidanceLinks(guidance, null);
  const proposal = proposeFiles(guidance, '', links, (file) => existing.get(file) ?? null, replace);
  if ('refusal' in proposal) throw refuse(dir, proposal.refusal);
  signal.throwIfAborted();
  for (const file of proposal.files) {
    const isSame = existing.get(file.path) === file.text;
    if (!isSame) await writeWhole(path.join(dir, file.path), file.text);
    write(`${isSame ? 'unchanged' : 'wrote'} ${path.join(dir, file.path)}\n`);
  }
}

/**
 * Checks before a model is paid that the documents can be written, and returns the existing decisions.
 *
 * @throws BadInput that names the file in the way
 */
export async function inspectFolder(dir: string, replace: boolean): Promise<{ readonly decisions: string }> {
  const existing = await readFolder(dir);
  const refusal = findWriteRefusal('', (file) => existing.get(file) ?? null, replace);
  if (refusal !== null) throw refuse(dir, refusal);
  return { decisions: existing.get(PATHS.decisions) ?? '' };
}

/** The two files, where they exist. Links below the folder are not followed: they could lead out of it. */
async function readFolder(dir: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await checkKind(dir, 'folder', true);
  await checkKind(path.join(dir, path.dirname(PATHS.recommendations)), 'folder', false);
  for (const file of Object.values(PATHS)) {
    const whole = path.join(dir, file);
    if (!(await checkKind(whole, 'file', false))) continue;
    const bytes = await readFile(whole);
    try {
      found.set(file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      throw refuse(dir, { reason: 'not-text', path: file });
    }
  }
  return found;
}

/** Whether the path exists. @throws BadInput where it is of another kind */
async function checkKind(whole: string, kind: 'file' | 'folder', isFollowed: boolean): Promise<boolean> {
  const place = isFollowed ? await realpath(whole).catch(() => whole) : whole;
  const stat = await lstat(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new BadInput(`"${whole}" cannot be used (${error.code ?? error.message}).`);
  });
  if (stat === null) return false;
  if (kind === 'file' ? stat.isFile() : stat.isDirectory()) return true;
  const refusal: WriteRefusal = { reason: 'not-a-file', path: whole };
  throw new BadInput(
    kind === 'file'
      ? `${describeWriteRefusal(refusal)} ${writeAdvice(refusal)}`
      : `"${whole}" is not a folder. ${writeAdvice(refusal)}`,
  );
}

/** Writes the whole file or nothing: readers never see half a file. */
async function writeWhole(whole: string, text: string): Promise<void> {
  const beside = `${whole}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, whole);
  } catch (error) {
    await rm(beside, { force: true });
    throw new BadInput(`"${whole}" cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

function refuse(dir: string, refusal: WriteRefusal): BadInput {
  const sentence = describeWriteRefusal({ ...refusal, path: path.join(dir, refusal.path) });
  return new BadInput(`${sentence} ${writeAdvice(refusal)}`);
}

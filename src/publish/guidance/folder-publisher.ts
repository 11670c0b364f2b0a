// Writes the two documents of a decision into a folder on this machine, and nothing anywhere else.
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../../domain/errors.ts';
import type { GuidancePublisherPort } from '../../domain/ports.ts';
import { outputPaths } from '../../domain/question.ts';
import { usageLine } from '../words.ts';
import { proposeFiles, recommendations, whyNotWritten } from './documents.ts';
import { guidanceLinks } from './page.ts';

export interface FolderPublisherOptions {
  /** Made where it does not exist. */
  readonly dir: string;
  /** Writes over a recommendations file that somebody else wrote or changed. */
  readonly replace: boolean;
  /** Takes a line for each file and one for the cost; or the recommendations themselves where they could not be written after all. */
  readonly write: (text: string) => void;
}

const PATHS = outputPaths('');
const ADVICE = 'Move it away, choose another --out, or pass --replace to write over it.';

/** @throws BadInput from `deliver`, when a file that exists stands in the way */
export function createFolderPublisher(options: FolderPublisherOptions): GuidancePublisherPort {
  return {
    async deliver({ guidance }, signal) {
      const links = guidanceLinks(guidance, null);
      try {
        const existing = await readFolder(options.dir);
        const proposal = proposeFiles(guidance, '', links, (file) => existing.get(file) ?? null, options.replace);
        if ('refused' in proposal) throw new BadInput(tell(options.dir, proposal.refused));
        signal.throwIfAborted();
        for (const file of proposal.files) {
          const isSame = existing.get(file.path) === file.text;
          if (!isSame) await writeWhole(path.join(options.dir, file.path), file.text);
          options.write(`${isSame ? 'unchanged' : 'wrote'} ${path.join(options.dir, file.path)}\n`);
        }
        options.write(`${usageLine(guidance.usage, guidance.model)}\n`);
      } catch (error) {
        options.write(recommendations(guidance, links));
        throw error;
      }
    },
  };
}

/**
 * Looks before a model is paid whether the folder can take the documents, and gives the decisions that stand in it.
 *
 * @throws BadInput naming the file that stands in the way
 */
export async function inspectFolder(dir: string, replace: boolean): Promise<{ readonly decisions: string }> {
  const existing = await readFolder(dir);
  const refused = whyNotWritten('', (file) => existing.get(file) ?? null, replace);
  if (refused !== null) throw new BadInput(tell(dir, refused));
  return { decisions: existing.get(PATHS.decisions) ?? '' };
}

/** The two files, where they exist. No link is followed below the folder: it could lead out of it. */
async function readFolder(dir: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  await mustBe(dir, 'folder', true);
  await mustBe(path.join(dir, path.dirname(PATHS.recommendations)), 'folder', false);
  for (const file of Object.values(PATHS)) {
    const whole = path.join(dir, file);
    if (!(await mustBe(whole, 'file', false))) continue;
    const bytes = await readFile(whole);
    try {
      found.set(file, new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    } catch {
      throw new BadInput(`${whole} is not UTF-8 text, so it cannot be added to. ${ADVICE}`);
    }
  }
  return found;
}

/** Whether it is there. @throws BadInput when it is something else than it has to be */
async function mustBe(whole: string, kind: 'file' | 'folder', isFollowed: boolean): Promise<boolean> {
  const place = isFollowed ? await realpath(whole).catch(() => whole) : whole;
  const stat = await lstat(place).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new BadInput(`${whole} cannot be used (${error.code ?? error.message}).`);
  });
  if (stat === null) return false;
  if (kind === 'file' ? stat.isFile() : stat.isDirectory()) return true;
  throw new BadInput(
    `${whole} is no ${kind === 'file' ? 'plain file' : 'folder'}. Move it away, or choose another --out.`,
  );
}

/** All of it or nothing: a reader never sees half a file. */
async function writeWhole(whole: string, text: string): Promise<void> {
  const beside = `${whole}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(beside, text, { flag: 'wx' });
    await rename(beside, whole);
  } catch (error) {
    await rm(beside, { force: true });
    throw new BadInput(`${whole} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

function tell(dir: string, refused: string): string {
  const sentence = refused.replace(/"([^"]+)"/, (_, file: string) => `"${path.join(dir, file)}"`);
  const mend = refused.startsWith('the marks') ? 'Mend it, and run this again.' : ADVICE;
  return `${sentence} ${mend}`;
}

// The agents that a team brings: its own architect, and others for some of the files. Text only; whoever judges reads what it says.
import type { ChangedFile } from '../domain/diff.ts';
import type { Settings } from '../domain/settings.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createMatcher } from './path-matcher.ts';
import type { CommitFiles } from './read-plan.ts';
import { type FileTexts, isFile } from './source-tree.ts';

/** Whether the settings name the file as an agent. */
export function isAgentFile(path: string, { agent, agents }: Settings): boolean {
  return path === agent || agents.some(({ file }) => file === path);
}

/** What is read of the agents that a team brings. */
export interface AgentFiles extends Required<Pick<Snapshot, 'agentFile' | 'agentsByPaths'>> {
  /** Why one of them does not review, for people. */
  readonly problems: readonly string[];
}

/** The team's own agent, and those for some of the files, as they stand at the base. */
export function readAgentFiles(
  settings: Settings,
  base: CommitFiles,
  texts: FileTexts,
  reviewed: readonly ChangedFile[],
): AgentFiles {
  const own = readAgentFile(base, texts, settings.agent);
  const byPaths = rankAgents(settings, reviewed).map((one) => ({ ...one, ...readAgentFile(base, texts, one.path) }));
  return {
    agentFile: own.file,
    agentsByPaths: byPaths.flatMap(({ file, matched }) => (file === null ? [] : [{ ...file, matched }])),
    problems: [own, ...byPaths].flatMap(({ problems }) => problems),
  };
}

/** The agents whose paths match any of the files, those that match more first; of equals in the order of the settings. */
function rankAgents({ agents }: Settings, files: readonly ChangedFile[]): { path: string; matched: number }[] {
  return agents
    .map(({ file, paths }) => {
      const matches = createMatcher(paths);
      return { path: file, matched: files.filter(({ path }) => matches(path)).length };
    })
    .filter(({ matched }) => matched > 0)
    .sort((a, b) => b.matched - a.matched);
}

function readAgentFile(
  base: CommitFiles,
  texts: FileTexts,
  path: string | null,
): { file: Snapshot['agentFile']; problems: readonly string[] } {
  if (path === null) return { file: null, problems: [] };
  const entry = base.listing.entries.find((candidate) => candidate.path === path);
  const text = entry && isFile(entry) ? texts.of(entry.sha) : undefined;
  if (text !== undefined) return { file: { path, text }, problems: [] };
  const reason = entry ? 'cannot be read' : 'does not exist on the base branch';
  return { file: null, problems: [`the agent file "${path}" ${reason}, so it does not review`] };
}

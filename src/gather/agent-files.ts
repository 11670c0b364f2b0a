// Reads the team's own agent files: one for all reviews, and others for some paths. The agent room parses their text.
import type { ChangedFile } from '../domain/diff.ts';
import type { Settings, SettingsProblem } from '../domain/settings.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { createPathMatcher } from './path-matcher.ts';
import type { CommitFiles } from './read/read-plan.ts';
import { type FileTexts, isFile } from './read/source-tree.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';

/** True where the settings name the file as an agent. */
export function isAgentFile(path: string, { agent, agents }: Settings): boolean {
  return path === agent || agents.some(({ file }) => file === path);
}

/** The team's agent files, as the snapshot holds them. */
interface AgentFiles extends Required<Pick<Snapshot, 'agentFile' | 'agentsByPaths'>> {
  /** One for each agent file that is not used. */
  readonly problems: readonly SettingsProblem[];
}

/** As they are at the base. */
export function readAgentFiles(
  { settings, settingsSource }: ResolvedSettings,
  base: CommitFiles,
  texts: FileTexts,
  reviewed: readonly ChangedFile[],
): AgentFiles {
  const own = readAgentFile(base, texts, settings.agent);
  const byPaths = rankAgents(settings, reviewed).map((agent) => ({
    ...agent,
    ...readAgentFile(base, texts, agent.path),
  }));
  return {
    agentFile: own.file,
    agentsByPaths: byPaths.flatMap(({ file, matched }) => (file === null ? [] : [{ ...file, matched }])),
    problems: [own, ...byPaths].flatMap(({ problem }) =>
      problem === null ? [] : [{ source: settingsSource ?? '', line: null, message: problem }],
    ),
  };
}

/** The agents whose paths match any of the files: most matches first, ties in the order of the settings. */
function rankAgents({ agents }: Settings, files: readonly ChangedFile[]): { path: string; matched: number }[] {
  return agents
    .map(({ file, paths }) => {
      const matches = createPathMatcher(paths);
      return { path: file, matched: files.filter(({ path }) => matches(path)).length };
    })
    .filter(({ matched }) => matched > 0)
    .sort((a, b) => b.matched - a.matched);
}

function readAgentFile(
  base: CommitFiles,
  texts: FileTexts,
  path: string | null,
): { file: Snapshot['agentFile']; problem: string | null } {
  if (path === null) return { file: null, problem: null };
  const entry = base.listing.entries.find((candidate) => candidate.path === path);
  const text = entry && isFile(entry) ? texts.of(entry.sha) : undefined;
  if (text !== undefined) return { file: { path, text }, problem: null };
  const reason = entry ? 'cannot be read' : 'does not exist on the base branch';
  return { file: null, problem: `agent file "${path}" ${reason} and is not used` };
}

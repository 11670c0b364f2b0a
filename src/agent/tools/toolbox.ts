// Creates the tools of an agent: those of Claude Code that its definition names, and ours, which query the analysis.
import type { Architecture } from '../../domain/architecture.ts';
import type { Progress } from '../../domain/ports.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import type { Agent } from '../definition/agent-definition.ts';
import type { Skill } from '../definition/built-in-agents.ts';
import { createBashTools } from './bash.ts';
import { createEditTool } from './edit.ts';
import { createGlobTool } from './glob.ts';
import { createGrepTool } from './grep.ts';
import { createPackageGraphTool } from './package-graph.ts';
import { createReadTool } from './read.ts';
import { createSkillTool } from './skill.ts';
import { createSymbolTool } from './symbol.ts';
import { createTodoWriteTool } from './todo-write.ts';
import type { Tool } from './tool.ts';
import { createWorkspace, type Workspace } from './workspace.ts';
import { createWriteTool } from './write.ts';

/** @param workspace to be passed by a caller that reads what the tools wrote */
export function createToolbox(
  agent: Agent,
  snapshot: Snapshot,
  architecture: Architecture,
  skills: readonly Skill[],
  progress: Progress,
  workspace: Workspace = createWorkspace(snapshot),
): Tool[] {
  const ofClaudeCode = [
    createReadTool(workspace),
    createGlobTool(workspace),
    createGrepTool(workspace),
    ...createBashTools(workspace),
    createWriteTool(workspace),
    createEditTool(workspace),
    createTodoWriteTool(progress),
  ];
  const ours = [
    createPackageGraphTool(architecture),
    createSymbolTool(architecture, snapshot.head),
    ...(skills.length === 0 ? [] : [createSkillTool(skills)]),
  ];
  const named = new Set(agent.tools.map(toToolName));
  const disallowed = new Set(agent.disallowedTools.map(toToolName));
  const allowed = [...ofClaudeCode.filter(({ name }) => agent.allTools || named.has(name)), ...ours];
  return allowed.filter(({ name }) => !disallowed.has(name));
}

/** Newer names of Claude Code's tools. */
const RENAMED: ReadonlyMap<string, string> = new Map([['KillShell', 'KillBash']]);

/** "Bash" of "Bash(git log:*)". */
function toToolName(rule: string): string {
  const name = (rule.split('(')[0] ?? '').trim();
  return RENAMED.get(name) ?? name;
}

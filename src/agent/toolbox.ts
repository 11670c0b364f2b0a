// Which tools an agent gets: those that its definition names, of those that there are.
import type { Snapshot } from '../domain/snapshot.ts';
import type { Agent } from './definition.ts';
import { createGlob } from './tools/glob.ts';
import { createGrep } from './tools/grep.ts';
import { createRead } from './tools/read.ts';
import type { Tool } from './tools/tool.ts';
import { createWorkspace } from './workspace.ts';

export function createToolbox(agent: Agent, snapshot: Snapshot): Tool[] {
  const workspace = createWorkspace(snapshot);
  const tools = [createRead(workspace), createGlob(workspace), createGrep(workspace)];
  const named = new Set(agent.tools.map(toToolName));
  const refused = new Set(agent.disallowedTools.map(toToolName));
  return tools.filter(({ name }) => (agent.allTools || named.has(name)) && !refused.has(name));
}

/** "Bash" of "Bash(git log:*)". */
function toToolName(rule: string): string {
  return (rule.split('(')[0] ?? '').trim();
}

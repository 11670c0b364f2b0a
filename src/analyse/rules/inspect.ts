// Runs the rules on one file: one walk for all of them, and none for a file that mentions nothing they know.
import type { FileHead } from '../go/scan-imports.ts';
import { childrenOf, type GoNode, lineQuote, type ParsedFile } from '../parser.ts';
import { isAside, isTool, milder } from './aside.ts';
import { excuseOf, sayVainRequest } from './excuse.ts';
import { FUNCTIONS } from './function-spans.ts';
import {
  CANNOT_TELL,
  type CodeRule,
  type Excused,
  type Hit,
  type Inspection,
  nothingSeen,
  type Sighting,
} from './rule.ts';
import { descendants, RuleFile } from './rule-file.ts';

/**
 * Runs the rules that may apply to a file: to one that calls itself generated, which anybody can write, those about security. A file with a
 * syntax error is left alone: its tree may lie.
 */
export function inspect(rules: readonly CodeRule[], path: string, file: ParsedFile, head: FileHead): Inspection {
  const judges = path.endsWith('_test.go') ? 'tests' : 'code';
  if (file.errorLine !== null || (judges === 'code' && isAside(path))) return nothingSeen;
  const mayApply = (rule: CodeRule) => rule.judges === judges && (!head.generated || rule.security === true);
  const active = rules.filter((rule) => mayApply(rule) && rule.mentions.test(file.text));
  if (active.length === 0) return nothingSeen;
  const sightings: Sighting[] = [];
  const suppressed: Excused[] = [];
  const couldNotTell: Record<string, number> = {};
  const byType = new Map<string, CodeRule[]>();
  for (const rule of active)
    for (const type of new Set(rule.nodes)) byType.set(type, [...(byType.get(type) ?? []), rule]);
  const { nodes, functions } = walk(file.root, [...byType.keys()]);
  const asked = new RuleFile(path, file, head, functions);
  for (const { node, type } of nodes) {
    for (const rule of byType.get(type) ?? []) {
      const hit = rule.check(node, asked);
      if (hit === null) continue;
      if (hit === CANNOT_TELL) {
        couldNotTell[rule.id] = (couldNotTell[rule.id] ?? 0) + 1;
        continue;
      }
      const around = asked.declarationAround(hit.node)?.startPosition.row;
      const functionLine = around === undefined ? undefined : around + 1;
      const reason = excuseOf(file.text, hit.node.startPosition.row + 1, rule, functionLine);
      const sighting = toSighting(rule, asked, hit);
      const vain = sayVainRequest(file.text, sighting.startLine, rule);
      if (reason === null) sightings.push({ ...sighting, said: `${sighting.said}${vain}` });
      else suppressed.push({ ...sighting, reason });
    }
  }
  return { sightings, suppressed, couldNotTell };
}

interface TypedNode {
  readonly node: GoNode;
  readonly type: string;
}

/** Stand at the top level only. */
const TOP_LEVEL: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration']);

/** Nodes of some types, in the order of the text. A walk of the whole tree costs a quarter of parsing it: one, or none, for all. */
function walk(root: GoNode, types: readonly string[]): { nodes: TypedNode[]; functions: () => GoNode[] } {
  if (types.every((type) => TOP_LEVEL.has(type)))
    return { nodes: childrenOf(root).map(typed), functions: () => descendants(root, ...FUNCTIONS) };
  const nodes = descendants(root, ...new Set([...types, ...FUNCTIONS])).map(typed);
  return { nodes, functions: () => nodes.filter(({ type }) => FUNCTIONS.has(type)).map(({ node }) => node) };
}

function typed(node: GoNode): TypedNode {
  return { node, type: node.type };
}

function toSighting(rule: CodeRule, file: RuleFile, hit: Hit): Sighting {
  const line = hit.node.startPosition.row + 1;
  const quote = hit.quote ?? lineQuote(file.file, hit.node);
  const own = hit.severity ?? rule.severity;
  const severity = rule.security !== true && isTool(file.path, file.file.text) ? milder(own) : own;
  const scope = file.where(hit.node);
  return { rule, path: file.path, scope, startLine: line, endLine: line, quote, said: hit.said, severity };
}

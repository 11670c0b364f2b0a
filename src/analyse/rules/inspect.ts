// Runs the rules on one file: one walk for all of them, and none for a file that mentions nothing they know.
import { type Severity, severityRank } from '../../domain/finding.ts';
import type { FileHead } from '../go/scan-imports.ts';
import { childrenOf, type GoNode, lineQuote, type ParsedFile } from '../parser.ts';
import { isAside, isTool, milder, type Purpose, purposeOf } from './aside.ts';
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
import { RuleFile } from './rule-file.ts';

/**
 * Runs the rules that may apply to a file: to one that calls itself generated, which anybody can write, those about security. A file with a
 * syntax error is left alone: its tree may lie.
 */
export function inspect(rules: readonly CodeRule[], path: string, file: ParsedFile, head: FileHead): Inspection {
  const judges = path.endsWith('_test.go') ? 'tests' : 'code';
  const purpose = judges === 'code' ? purposeOf(path) : 'service';
  if (file.errorLine !== null || purpose === 'aside') return nothingSeen;
  const mayApply = (rule: CodeRule) =>
    rule.judges === judges && (!head.generated || rule.security === true) && speaksIn(purpose, rule);
  const active = rules.filter((rule) => mayApply(rule) && rule.mentions.test(file.text));
  if (active.length === 0) return nothingSeen;
  const sightings: Sighting[] = [];
  const suppressed: Excused[] = [];
  const couldNotTell: Record<string, number> = {};
  const { nodes, functions } = walk(file, placesToLook(file, active));
  const asked = new RuleFile(path, file, head, functions);
  for (const { node, rules: near } of nodes)
    for (const rule of near) {
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
  return { sightings, suppressed, couldNotTell };
}

/** A declaration of the file that may hold cases, and the rules that look for them there, by the type of node that they want. */
interface PlaceToLook {
  readonly node: GoNode;
  readonly endIndex: number;
  readonly rules: ReadonlyMap<string, readonly CodeRule[]>;
}

function placesToLook(file: ParsedFile, active: readonly CodeRule[]): PlaceToLook[] {
  return childrenOf(file.root).flatMap((node) => {
    const { endIndex } = node;
    const text = file.text.slice(node.startIndex, endIndex);
    const rules = new Map<string, CodeRule[]>();
    for (const rule of active)
      if ((rule.near ?? rule.mentions).test(text))
        for (const type of rule.nodes) rules.set(type, [...(rules.get(type) ?? []), rule]);
    return rules.size === 0 ? [] : [{ node, endIndex, rules }];
  });
}

interface Wanted {
  readonly node: GoNode;
  readonly rules: readonly CodeRule[];
}

/** Stand at the top level only. */
const TOP_LEVEL: ReadonlySet<string> = new Set(['function_declaration', 'method_declaration']);

/**
 * Nodes that rules want to see, in the order of the text. A walk of the whole tree costs a quarter of parsing it: one for all, from the
 * first place to the last, or none where only declarations are wanted.
 */
function walk({ root }: ParsedFile, places: readonly PlaceToLook[]): { nodes: Wanted[]; functions: () => GoNode[] } {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return { nodes: [], functions: () => [] };
  const find = (types: Iterable<string>): GoNode[] =>
    root
      .descendantsOfType([...types], first.node.startPosition, last.node.endPosition)
      .filter((node): node is GoNode => node !== null);
  const types = new Set(places.flatMap(({ rules }) => [...rules.keys()]));
  if ([...types].every((type) => TOP_LEVEL.has(type)))
    return {
      nodes: places.map(({ node, rules }) => ({ node, rules: rules.get(node.type) ?? [] })),
      functions: () => find(FUNCTIONS),
    };
  const found = find(new Set([...types, ...FUNCTIONS])).map((node) => ({ node, type: node.type }));
  let at = 0;
  const nodes = found.map(({ node, type }) => {
    while (places[at]!.endIndex <= node.startIndex && at < places.length - 1) at += 1;
    const { node: place, endIndex, rules } = places[at]!;
    const isWithin = place.startIndex <= node.startIndex && node.startIndex < endIndex;
    return { node, rules: isWithin ? (rules.get(type) ?? []) : [] };
  });
  return { nodes, functions: () => found.filter(({ type }) => FUNCTIONS.has(type)).map(({ node }) => node) };
}

function toSighting(rule: CodeRule, file: RuleFile, hit: Hit): Sighting {
  const line = hit.node.startPosition.row + 1;
  const quote = hit.quote ?? lineQuote(file.file, hit.node);
  const severity = severityOf(rule, file, hit.severity ?? rule.severity);
  const scope = file.where(hit.node);
  return { rule, path: file.path, scope, startLine: line, endLine: line, quote, said: hit.said, severity };
}

function speaksIn(purpose: Purpose, { alsoIn }: CodeRule): boolean {
  return purpose === 'service' || (alsoIn !== undefined && (purpose === 'example' || alsoIn.scripts));
}

function severityOf(rule: CodeRule, { path, isTest, file }: RuleFile, own: Severity): Severity {
  if (rule.alsoIn !== undefined && !isTest && isAside(path))
    return severityRank(own) < severityRank(rule.alsoIn.severity) ? rule.alsoIn.severity : own;
  return rule.security !== true && isTool(path, file.text) ? milder(own) : own;
}

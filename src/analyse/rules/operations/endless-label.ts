// Finds metric labels with an unbounded number of values.
import type { GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Expressions with as many values as there are requests, users or errors. */
const UNBOUNDED =
  /\.Error\(\)$|\.URL\.(?:Path|String\(\)|RawQuery)$|\bURL\.String\(\)$|\.RequestURI$|\.RemoteAddr$|(?:^|\.|get)_?(?:user|customer|session|request|trace|order|correlation|message|job|client_?ip)_?ids?(?:\(\))?$|(?:^|\.)(?:email|uuid|userName|username|clientIP)(?:\(\))?$|\.ClientIP\(\)$|\.RealIP\(\)$|\bUserAgent\(\)$|^time\.Now\(\)/i;

export const endlessLabel: CodeRule = {
  id: 'operations/endless-label',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'Metric label has unbounded cardinality',
  messages: {
    unboundedLabel: '`{func}` uses `{value}` as a metric label.',
  },
  why:
    'Each distinct value creates a time series in this process and in Prometheus; memory grows with traffic until ' +
    'one of them runs out.',
  exceptions: 'the value comes from a small fixed set.',
  fix: 'Use a bounded label (route pattern, error class) and put the value itself in a log line or trace.',
  tradeOffs: 'Individual cases are found in logs and traces, not in metrics.',
  example: 'requests.WithLabelValues(r.Pattern, strconv.Itoa(status/100)+"xx").Inc()',
  references: ['https://prometheus.io/docs/practices/naming/#labels'],
  prefilters: { file: /WithLabelValues\(|prometheus\.Labels\s*\{/ },
  nodes: ['call_expression', 'composite_literal'],
  check(node, file) {
    const label = labelsOf(node, file).find((value) => UNBOUNDED.test(file.text(value).trim()));
    if (label === undefined) return null;
    const value = file.text(label).trim();
    return { node, message: 'unboundedLabel', data: { value }, subject: value };
  },
  // A label that other metrics had before was a decision of the team: perhaps there are few tenants.
  confirm({ subject }, around) {
    const known = new RegExp(`WithLabelValues\\((?:[^\\n]*[\\s,])?${asPattern(subject!)}[,)]`);
    return !around.stoodBefore(known, /(?<!_test)\.go$/);
  },
};

/** Values of the labels that a call or a literal sets. */
function labelsOf(node: GoNode, file: GoFile): GoNode[] {
  if (node.type === 'call_expression')
    return /\.?WithLabelValues$/.test(file.field(node, 'function')) ? file.argumentsOf(node) : [];
  if (file.typeName(node.childForFieldName('type')) !== 'github.com/prometheus/client_golang/prometheus.Labels')
    return [];
  return descendants(node.childForFieldName('body'), 'keyed_element').flatMap(
    (element) => element.childForFieldName('value') ?? element.namedChildren.filter((one) => one !== null).slice(-1),
  );
}

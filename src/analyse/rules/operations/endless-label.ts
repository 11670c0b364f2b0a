// What shows when the service runs: measurements that never end, and how it stops.
import type { GoNode } from '../../go/parser.ts';
import { asPattern, descendants, type GoFile } from '../engine/go-file.ts';
import type { CodeRule } from '../engine/rule.ts';

/** Values of which there are as many as requests, users or mistakes. */
const ENDLESS =
  /\.Error\(\)$|\.URL\.(?:Path|String\(\)|RawQuery)$|\bURL\.String\(\)$|\.RequestURI$|\.RemoteAddr$|(?:^|\.|get)_?(?:user|customer|session|request|trace|order|correlation|message|job|client_?ip)_?ids?(?:\(\))?$|(?:^|\.)(?:email|uuid|userName|username|clientIP)(?:\(\))?$|\.ClientIP\(\)$|\.RealIP\(\)$|\bUserAgent\(\)$|^time\.Now\(\)/i;

export const endlessLabel: CodeRule = {
  id: 'operations/endless-label',
  section: 'deployment-operations',
  severity: 'medium',
  report: 'finding',
  judges: 'code',
  title: 'A metric gets a label with endless values',
  why: 'Every new value of a label is a time series of its own, kept in this process and in Prometheus: memory grows with traffic until one of them falls over.',
  exceptions: 'Where the value comes from a short, fixed set.',
  fix: 'Label with a class of it (the route template, the kind of error) and put the value itself into the log.',
  tradeOffs: 'Single cases are found through logs and traces instead of metrics.',
  example: 'requests.WithLabelValues(r.Pattern, strconv.Itoa(status/100)+"xx").Inc()',
  references: ['https://prometheus.io/docs/practices/naming/#labels'],
  prefilters: { file: /WithLabelValues\(|prometheus\.Labels\s*\{/ },
  nodes: ['call_expression', 'composite_literal'],
  check(node, file) {
    const label = labelsOf(node, file).find((value) => ENDLESS.test(file.text(value).trim()));
    if (label === undefined) return null;
    const value = file.text(label).trim();
    return { node, said: `${file.where(node)} labels a metric with \`${value}\`.`, subject: value };
  },
  // What a team labels its metrics with already was decided before this change (tenants, of which there are only some).
  confirm({ subject }, around) {
    const known = new RegExp(`WithLabelValues\\((?:[^\\n]*[\\s,])?${asPattern(subject!)}[,)]`);
    return !around.stoodBefore(known, /(?<!_test)\.go$/);
  },
};

function labelsOf(node: GoNode, file: GoFile): GoNode[] {
  if (node.type === 'call_expression')
    return /\.?WithLabelValues$/.test(file.field(node, 'function')) ? file.argumentsOf(node) : [];
  if (file.typeName(node.childForFieldName('type')) !== 'github.com/prometheus/client_golang/prometheus.Labels')
    return [];
  return descendants(node.childForFieldName('body'), 'keyed_element').flatMap(
    (element) => element.childForFieldName('value') ?? element.namedChildren.filter((one) => one !== null).slice(-1),
  );
}

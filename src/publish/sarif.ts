// Converts a review to SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/) for code scanning and editors.
import { evidenceKind, type Finding, isGrounded, type Place } from '../domain/finding.ts';
import { hasNothingToJudge, isUnjudged, type Review } from '../domain/review.ts';
import { cut, oneLine, removeHidden } from '../text/sanitize.ts';
import { skippedReason } from './coverage-words.ts';
import { shownTradeOffs } from './select-evidence.ts';
import { kindNote, notReviewedReason, sectionNames } from './words.ts';

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** GitHub ranks security findings by this number; here it only lets others sort by it. */
const ranks = { critical: 95, high: 75, medium: 50, low: 20 } as const;

/**
 * The SARIF log as a JSON value. Findings about removed code are left out, since SARIF locates results in existing
 * files.
 *
 * @param htmlUrl where the repository is read; null for a local one
 */
export function sarifLog(review: Review, htmlUrl: string | null): object {
  const findings = review.findings.filter((finding) => finding.side === 'head');
  const rules = new Map(findings.map((finding) => [ruleId(finding), finding]));
  const ids = [...rules.keys()];
  const source =
    htmlUrl === null ? {} : { versionControlProvenance: [{ repositoryUri: htmlUrl, revisionId: review.head }] };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Go Backend Architect', rules: [...rules].map(([id, finding]) => rule(id, finding)) } },
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        invocations: [invocation(review)],
        ...source,
        results: findings.map((finding) => result(finding, ids.indexOf(ruleId(finding)))),
        columnKind: 'utf16CodeUnits',
        properties: { verdict: review.verdict, mode: review.mode },
      },
    ],
  };
}

/**
 * A run that did not judge everything is not successful (§3.20.14), so that nobody takes a missing result for a fixed
 * one.
 */
function invocation(review: Review): object {
  const problems = incompleteness(review);
  return {
    executionSuccessful: problems.length === 0,
    ...(problems.length === 0 ? {} : { toolExecutionNotifications: problems }),
  };
}

/** One notification for each file that was not judged, and for each other reason. */
function incompleteness(review: Review): object[] {
  if (hasNothingToJudge(review)) return [];
  const { skipped, stepsLeftOut = [] } = review.coverage;
  const whole = review.verdict === 'not-reviewed' ? [notReviewedReason(review)] : stepsLeftOut;
  const files = review.verdict === 'not-reviewed' ? [] : skipped.filter(isUnjudged);
  return [
    ...whole.map((text) => ({ level: 'error', message: { text: plainText(text) } })),
    ...files.map((file) => ({
      level: 'error',
      message: { text: plainText(`Not judged: ${skippedReason(file)}.`) },
      locations: [location({ path: file.path, startLine: file.line ?? 1, endLine: file.line ?? 1, quote: '' })],
    })),
  ];
}

/** Code scanning fails on errors, and only what a fact or a team rule backs fails a check. */
function levelOf(finding: Finding): (typeof levels)[keyof typeof levels] {
  const level = levels[finding.severity];
  return level === 'error' && !isGrounded(finding) ? 'warning' : level;
}

function ruleId(finding: Finding): string {
  return finding.rule ?? `judgement/${finding.section}`;
}

function rule(id: string, finding: Finding): object {
  const judged = `Judged by the model: ${sectionNames[finding.section]}`;
  return {
    id,
    shortDescription: { text: finding.rule === null ? judged : oneLine(finding.title, 200) },
    defaultConfiguration: { level: levelOf(finding) },
    properties: { tags: ['architecture', finding.section] },
  };
}

function result(finding: Finding, ruleIndex: number): object {
  const { severity, section, source } = finding;
  const related = finding.otherPlaces.filter((place) => place.side === 'head').slice(0, 50);
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: levelOf(finding),
    rank: ranks[severity],
    message: { text: messageText(finding) },
    locations: [location(finding)],
    relatedLocations: related.map((place, index) => ({ id: index + 1, ...location(place) })),
    partialFingerprints: { 'architectFinding/v1': finding.id },
    properties: { severity, section, source, kind: evidenceKind(finding) },
  };
}

/** Plain text, in which only brackets make links (§3.11.6); consumers show it to people. */
function messageText(finding: Finding): string {
  const tradeOffs = shownTradeOffs(finding);
  return [
    finding.title,
    finding.rationale,
    finding.recommendation,
    tradeOffs === '' ? '' : `Trade-off: ${tradeOffs}`,
    kindNote(finding),
  ]
    .map((text) => cut(removeHidden(text).trim(), 5000))
    .filter((text) => text !== '')
    .map(plainText)
    .join('\n\n');
}

function plainText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function location({
  path,
  startLine,
  endLine,
  quote,
}: Pick<Place, 'path' | 'startLine' | 'endLine' | 'quote'>): object {
  const segments = path.replace(/\p{Cs}/gu, '\ufffd').split('/');
  return {
    physicalLocation: {
      artifactLocation: { uri: segments.map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' },
      region: { startLine, endLine, ...(quote === '' ? {} : { snippet: { text: cut(quote, 5000) } }) },
    },
  };
}

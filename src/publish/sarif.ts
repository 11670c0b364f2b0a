// A review as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), which code scanning and editors read.
import { type Finding, isGrounded, type Place } from '../domain/finding.ts';
import type { Review } from '../domain/review.ts';
import { cut, oneLine, removeHidden } from '../text/sanitize.ts';
import { opinionNote, sectionNames } from './words.ts';

const levels = { critical: 'error', high: 'error', medium: 'warning', low: 'note' } as const;

/** GitHub ranks security findings by this number; architecture findings carry it only so that others can sort by it. */
const ranks = { critical: 95, high: 75, medium: 50, low: 20 } as const;

/**
 * The SARIF log of one review, as a JSON value. `htmlUrl` is where people read the repository; null for a local one. Findings about code that goes away are left out: SARIF speaks of files that are there.
 */
export function sarifLog(review: Review, htmlUrl: string | null): object {
  const findings = review.findings.filter((finding) => finding.side === 'head');
  const rules = [...new Map(findings.map((finding) => [ruleId(finding), finding]))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Go Backend Architect', rules: rules.map(([id, finding]) => rule(id, finding)) } },
        originalUriBaseIds: { SRCROOT: { description: { text: 'The root of the repository.' } } },
        ...(htmlUrl === null
          ? {}
          : { versionControlProvenance: [{ repositoryUri: htmlUrl, revisionId: review.head }] }),
        results: findings.map((finding) =>
          result(
            finding,
            rules.findIndex(([id]) => id === ruleId(finding)),
          ),
        ),
        columnKind: 'utf16CodeUnits',
        properties: { verdict: review.verdict, mode: review.mode },
      },
    ],
  };
}

/** Code scanning fails a check on errors, and an opinion never fails one. */
function levelOf(finding: Finding): (typeof levels)[keyof typeof levels] {
  const level = levels[finding.severity];
  return level === 'error' && !isGrounded(finding) ? 'warning' : level;
}

function ruleId(finding: Finding): string {
  return finding.rule === null ? `judgement/${finding.section}` : oneLine(finding.rule, 200);
}

function rule(id: string, finding: Finding): object {
  const text =
    finding.rule === null
      ? `Judgement of the architect: ${sectionNames[finding.section]}`
      : oneLine(finding.title, 200);
  return {
    id,
    shortDescription: { text },
    defaultConfiguration: { level: levelOf(finding) },
    properties: { tags: ['architecture', finding.section] },
  };
}

function result(finding: Finding, ruleIndex: number): object {
  const said = [
    finding.title,
    finding.rationale,
    finding.recommendation,
    finding.tradeOffs && `Trade-off: ${finding.tradeOffs}`,
    isGrounded(finding) ? '' : opinionNote,
  ];
  const related = finding.otherPlaces.filter((place) => place.side === 'head').slice(0, 50);
  return {
    ruleId: ruleId(finding),
    ruleIndex,
    level: levelOf(finding),
    rank: ranks[finding.severity],
    message: {
      text: escapeLinks(
        said
          .filter((text) => text.trim() !== '')
          .map((text) => cut(removeHidden(text).trim(), 5000))
          .join('\n\n'),
      ),
    },
    locations: [location(finding)],
    relatedLocations: related.map((place, index) => ({ id: index + 1, ...location(place) })),
    partialFingerprints: { 'architectFinding/v1': finding.id },
    properties: {
      severity: finding.severity,
      section: finding.section,
      source: finding.source,
      grounded: isGrounded(finding),
    },
  };
}

/** In a SARIF message brackets make links (§3.11.6), so they are escaped. */
function escapeLinks(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function location(place: Pick<Place, 'path' | 'startLine' | 'endLine' | 'quote'>): object {
  return {
    physicalLocation: {
      artifactLocation: {
        uri: place.path
          .replace(/\p{Cs}/gu, '\ufffd')
          .split('/')
          .map(encodeURIComponent)
          .join('/'),
        uriBaseId: 'SRCROOT',
      },
      region: {
        startLine: place.startLine,
        endLine: place.endLine,
        ...(place.quote === '' ? {} : { snippet: { text: cut(place.quote, 5000) } }),
      },
    },
  };
}

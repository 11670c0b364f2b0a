// Selects the evidence to show beside a finding's own lines.
import type { Citation, Finding } from '../domain/finding.ts';

export interface Evidence {
  readonly citation: Citation;
  /** false where place and quote are the finding's own, which are shown above. */
  readonly isElsewhere: boolean;
  /** null for a computed finding, which is its own fact. */
  readonly factId: string | null;
}

/** At most eight. Citations that only repeat the finding's lines are left out. */
export function evidenceOf(finding: Finding): Evidence[] {
  return finding.citations
    .map((citation) => ({
      citation,
      isElsewhere: !isOwn(finding, citation),
      factId: finding.source === 'fact' ? null : citation.factId,
    }))
    .filter(({ isElsewhere, factId }) => isElsewhere || factId !== null)
    .slice(0, 8);
}

/**
 * The trade-offs of the recommendation; empty where its rule says "None.", which is only of use on the page of the
 * rule.
 */
export function shownTradeOffs({ tradeOffs }: Finding): string {
  return tradeOffs.trim() === 'None.' ? '' : tradeOffs;
}

function isOwn(finding: Finding, { path, startLine }: Citation): boolean {
  return path === finding.path && startLine >= finding.startLine && startLine <= finding.endLine;
}

// What of a finding is worth showing beside the place and the code that it speaks of.
import type { Citation, Finding } from '../domain/finding.ts';

export interface Evidence {
  readonly citation: Citation;
  /** Its place and words; false where these are the finding's own, which stand there already. */
  readonly isElsewhere: boolean;
  /** Only of a fact that somebody cited: a finding that was computed is its own fact. */
  readonly factId: string | null;
}

/** At most eight. Nothing is left of a citation that only repeats the finding's lines. */
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

/** What the recommendation costs; empty where its rule says that it costs nothing. */
export function shownTradeOffs({ tradeOffs }: Finding): string {
  return tradeOffs.trim() === 'None.' ? '' : tradeOffs;
}

function isOwn(finding: Finding, { path, startLine }: Citation): boolean {
  return path === finding.path && startLine >= finding.startLine && startLine <= finding.endLine;
}

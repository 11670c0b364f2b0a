// Applies the refuter's verdicts: keeps the findings that are confirmed or proven by a fact, and drops the others
// with the reason.
import type { Finding } from '../../domain/finding.ts';
import type { Dropped, Verification } from '../../domain/review.ts';
import { counted } from '../../text/format.ts';
import { oneLine } from '../../text/sanitize.ts';
import type { Judgement } from '../verify/judgement.ts';
import type { CheckedVerdict } from './check-verdicts.ts';

/**
 * @param verdicts by index of the finding
 * @param whyMissing a sentence for findings without a verdict
 */
export function applyVerdicts(
  judgement: Judgement,
  verdicts: ReadonlyMap<number, CheckedVerdict>,
  whyMissing: string,
): { readonly judgement: Judgement; readonly verification: Verification; readonly notes: readonly string[] } {
  const findings: Finding[] = [];
  const dropped: Dropped[] = [];
  const verification = { confirmed: 0, refuted: 0, undecided: 0, unverified: 0 };
  let unverifiedDropped = 0;
  for (const [index, finding] of judgement.findings.entries()) {
    const verdict = verdicts.get(index);
    verification[verdict?.verdict ?? 'unverified'] += 1;
    if (verdict?.verdict === 'confirmed') {
      findings.push({ ...finding, verified: true });
      continue;
    }
    if (verdict?.verdict !== 'refuted' && isProven(finding)) {
      findings.push(finding);
      continue;
    }
    if (verdict === undefined) unverifiedDropped += 1;
    const reason = verdict === undefined ? 'Not verified: no verdict returned.' : explainVerdict(verdict);
    dropped.push({ title: finding.title, path: oneLine(finding.path, 300), reason });
  }
  return {
    judgement: { ...judgement, findings, dropped: [...judgement.dropped, ...dropped] },
    verification,
    notes: [
      ...noteUnverified(unverifiedDropped, verification.unverified - unverifiedDropped, whyMissing),
      ...noteNothingConfirmed(verification),
    ],
  };
}

/** It cites a fact that is a fault by itself, at that fact's own place: checkCitations keeps no other as a fact. */
function isProven({ citations }: Finding): boolean {
  return citations.some(({ kind }) => kind === 'fact');
}

/** Claims from which a refuter that confirms none is worth a word. */
const SUSPICIOUS = 3;

/** A refuter can also drop everything. */
function noteNothingConfirmed({ confirmed, refuted, undecided }: Verification): string[] {
  const judged = refuted + undecided;
  if (confirmed > 0 || judged < SUSPICIOUS) return [];
  return [
    `None of the ${judged} claims of the architect was confirmed: ${refuted} refuted, ${undecided} undecided. ` +
      'The list of dropped claims gives the reasons.',
  ];
}

function explainVerdict({ verdict, reason, place, notProven }: CheckedVerdict): string {
  const where = place === null ? '' : ` (${place})`;
  const doubt = notProven === null ? '' : ` (Not proven: ${notProven}.)`;
  return oneLine(`${verdict === 'refuted' ? 'Refuted' : 'Undecided'}${where}: ${reason}${doubt}`, 400);
}

function noteUnverified(dropped: number, kept: number, whyMissing: string): string[] {
  const notes: string[] = [];
  if (dropped > 0) {
    const were = dropped === 1 ? 'was' : 'were';
    notes.push(`${counted(dropped, 'finding')} could not be verified and ${were} dropped. ${whyMissing}`);
  }
  if (kept > 0) {
    const backed = kept === 1 ? 'it was kept because a fact backs it' : 'they were kept because facts back them';
    notes.push(`${counted(kept, 'finding')} could not be verified; ${backed}. ${whyMissing}`);
  }
  return notes;
}

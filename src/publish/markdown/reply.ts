// Writes the answer to a reply in a finding's thread: the outcome first, then what shows it. 40 words and a quote.
import type { ReplyDelivery } from '../../domain/ports.ts';
import type { ReplyEvidence } from '../../domain/reply-answer.ts';
import { cut, toFence, toInline } from '../../text/sanitize.ts';
import { fileAddress, placeLabel } from '../links.ts';
import { marker } from '../markers.ts';

/** Characters of the code that is quoted. */
const MAX_QUOTE = 1_200;
/** Characters of the model's reason. */
const MAX_REASON = 600;

export function replyBody(delivery: ReplyDelivery): string {
  const { place } = delivery.question;
  const end = marker('answer', { comment: place?.commentId ?? 0 });
  return [...paragraphs(delivery), end].filter((part) => part !== '').join('\n\n');
}

function paragraphs({ answer, question, target }: ReplyDelivery): readonly string[] {
  const { finding } = question.task;
  const name = finding.label ?? 'This finding';
  const quoted = (evidence: ReplyEvidence) => quote(evidence, target);
  switch (answer.kind) {
    case 'withdrawn':
      return [`**You are right, ${finding.label ?? 'this finding'} is withdrawn.** ${quoted(answer.evidence)}`];
    case 'stands':
      return [`**${name} stands.** ${toInline(answer.reason, MAX_REASON)}`, quoted(answer.evidence), offer(question)];
    case 'undecided': {
      const why = answer.isFact
        ? 'It is computed from the code, and no text takes that back.'
        : 'No code was found that disproves it.';
      return [
        `**${name} stays open.** ${why}`,
        answer.evidence === null ? '' : quoted(answer.evidence),
        offer(question),
      ];
    }
    case 'not-weighed':
      return [`**${name} stays open.** Your reply could not be weighed now.`, offer(question)];
  }
}

function quote({ path, startLine, quote: code }: ReplyEvidence, { htmlUrl, head }: ReplyDelivery['target']): string {
  const address = fileAddress({ htmlUrl }, head, path, { startLine });
  const label = toInline(placeLabel(path, startLine), 300);
  const where = address === null ? label : `[${label}](${address})`;
  return `${where}:\n\n${toFence(path.endsWith('.go') ? 'go' : '', cut(code, MAX_QUOTE))}`;
}

/** A line to copy, never done for them; only for people who may decide. */
function offer({ task }: ReplyDelivery['question']): string {
  const { label } = task.finding;
  if (!task.mayDecide || label === null) return '';
  return `If the risk is fine with you: \`/architect accept ${label} REASON\``;
}

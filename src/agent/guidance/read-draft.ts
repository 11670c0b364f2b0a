// Reads recommendations that the model left as a document with Write or Edit, as the sections of a submission.
import type { Section } from '../../domain/finding.ts';
import { outputPaths } from '../../domain/question.ts';
import type { Workspace } from '../tools/workspace.ts';

export interface DraftedAdvice {
  readonly sections: Readonly<Partial<Record<Section, readonly { readonly text: string }[]>>>;
  readonly examples: readonly { readonly title: string; readonly code: string }[];
}

/** Sections by the letters of their heading: "### API Design Patterns". */
const SECTIONS: Readonly<Record<string, Section>> = {
  servicearchitecture: 'service-architecture',
  apidesign: 'api-design',
  apidesignpatterns: 'api-design',
  concurrencyperformance: 'concurrency-performance',
  testingstrategy: 'testing-strategy',
  deploymentoperations: 'deployment-operations',
  riskmitigation: 'risk-mitigation',
};
const TITLE = /^##\s+Backend Architecture Recommendations\s*$/im;

/**
 * Reads the recommendations file, or what was added to the decisions file; null where neither has recommendations.
 *
 * @param into folder that the task names
 */
export function readDraft(
  workspace: Workspace,
  into: string,
): { readonly draft: DraftedAdvice; readonly text: string } | null {
  const { recommendations, decisions } = outputPaths(into);
  const written = workspace.written();
  const added = written.get(decisions) ?? '';
  const start = added.search(TITLE);
  const text = written.get(recommendations) ?? (start === -1 ? '' : added.slice(start));
  const draft = parseDraft(text);
  return Object.keys(draft.sections).length === 0 ? null : { draft, text };
}

/** State while reading a draft. */
interface Reading {
  readonly sections: Partial<Record<Section, { text: string }[]>>;
  readonly examples: { title: string; code: string }[];
  section: Section | null;
  heading: string;
  fence: { readonly mark: string; readonly isGo: boolean; readonly lines: string[] } | null;
  /** The previous line belongs to an item that may continue. */
  isOpen: boolean;
}

/** Reads bullets and paragraphs below the six headings, and Go blocks anywhere, titled by the heading above them. */
function parseDraft(text: string): DraftedAdvice {
  const reading: Reading = { sections: {}, examples: [], section: null, heading: '', fence: null, isOpen: false };
  for (const line of text.replace(/\r\n?/g, '\n').split('\n')) {
    if (readFence(reading, line)) continue;
    const title = headingOf(line);
    if (title === null) readWords(reading, line);
    else {
      reading.heading = title.replace(/[*_`]/g, '');
      reading.section = SECTIONS[reading.heading.toLowerCase().replace(/\band\b|[^a-z]/g, '')] ?? null;
      reading.isOpen = false;
    }
  }
  return { sections: reading.sections, examples: reading.examples };
}

/** Words of an ATX heading, without the marks that may close it; null: the line is none. */
function headingOf(line: string): string | null {
  const marks = /^#{1,6}(?=\s)/.exec(line);
  if (marks === null) return null;
  const words = line.slice(marks[0].length).trim();
  let end = words.length;
  while (words[end - 1] === '#') end -= 1;
  return words.slice(0, end).trimEnd();
}

/** Returns true where the line belongs to a fenced block. */
function readFence(reading: Reading, line: string): boolean {
  const [, mark, language = ''] = /^\s*(`{3,}|~{3,})\s*(\w*)/.exec(line) ?? [];
  const { fence } = reading;
  if (fence === null) {
    if (mark === undefined) return false;
    reading.fence = { mark, isGo: /^(go|golang)?$/i.test(language), lines: [] };
    reading.isOpen = false;
  } else if (mark?.startsWith(fence.mark) !== true || language !== '') fence.lines.push(line);
  else {
    if (fence.isGo) reading.examples.push({ title: reading.heading || 'Example', code: fence.lines.join('\n') });
    reading.fence = null;
  }
  return true;
}

/** Reads a line of a bullet or paragraph. Indented and directly following lines continue a bullet. */
function readWords(reading: Reading, line: string): void {
  const bullet = /^(?:[-*+]|\d{1,9}[.)])(?=\s)/.exec(line.trimStart())?.[0];
  const words = line
    .trimStart()
    .slice(bullet?.length ?? 0)
    .trim();
  if (reading.section === null || words === '') {
    reading.isOpen = false;
    return;
  }
  const items = reading.sections[reading.section] ?? [];
  reading.sections[reading.section] = items;
  const last = items.at(-1);
  const continues = reading.isOpen && (bullet === undefined || /^\s{2,}/.test(line));
  if (last !== undefined && continues) last.text += ` ${words}`;
  else items.push({ text: words });
  reading.isOpen = true;
}

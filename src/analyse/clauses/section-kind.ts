// Tells by its headings whether a section states rules, tells a story, or neither. Rules are read closely, stories not
// at all.

/**
 * `rules`: every statement may be a rule. `decision`: the outcome of a decision record. `plain`: only normative
 * sentences count. `story`: nothing counts.
 */
export type SectionKind = 'rules' | 'decision' | 'plain' | 'story';

/** Sections with reasons, alternatives, consequences and instructions. */
const STORY = new RegExp(
  `^(${[
    'context',
    'problem',
    'background',
    'motivation',
    'intro(duction)?\\b',
    'overview',
    'abstract',
    'summary',
    'tl;?dr',
    '(considered|other|possible) ',
    'options?\\b',
    'alternatives?',
    'pros? ',
    'cons?\\b',
    'decision drivers?',
    'drivers?$',
    'forces?$',
    'assumptions?$',
    'consequences?',
    'positive',
    'negative',
    'neutral',
    'impact',
    'advantages',
    'disadvantages',
    'trade-?offs?',
    'risks?$',
    'drawbacks',
    'history',
    'evolution',
    'change ?log',
    'references?$',
    'links?$',
    'related',
    'see also',
    'further ',
    'future',
    'discussions?',
    'open (questions|issues)',
    'questions?$',
    'more information',
    'additional (information|resources)',
    'appendix',
    'glossary',
    'terminology',
    'definitions?$',
    'status',
    'date$',
    'authors?',
    'deciders',
    'examples?\\b',
    'faq',
    'troubleshooting',
    'getting started',
    'quick ?start',
    'install',
    'set ?up',
    'prerequisites',
    'usage',
    'table of contents',
    'contents$',
    'non-?goals',
    'goals$',
    'rationale',
    'why\\b',
    'backwards? compatib',
    'test cases',
    'validation$',
    'confirmation$',
    'project (structure|overview|snapshot)',
    '(directory|repository|code) (structure|layout|map)',
    'key (components|files|packages)',
    'what is',
    'how (it|this|to|does)',
  ].join('|')})`,
);

/** Sections about work that leaves no trace in Go code. */
const ELSEWHERE =
  /\b(git|commits?|commit messages?|pull requests?|prs?|branch(es|ing)?|release notes?|releas(es|ing)|tone|tools?( |-)?(use|usage|selection)?$|tools vs|communication|commands?|build instructions|source (code )?control|version control|sub-?agents?|for agents|agent behaviou?r|writing style|style and mechanics|locali[sz]ation|i18n|ui|ux|front-?end|css|typescript|javascript|react|vue|web|documentation|docs|doc comments|markdown|changelogs?|issues?|licen[sc]e|sign-?off|dco|cla|code of conduct|community|security (reports?|vulnerabilit)|reporting|before you (write|start|begin)|your (role|task)|verification|definition of done|searching|working on|changing files|conversation|workflow|mcp|memory|todos?)\b/;

const RULES =
  /\b(rules?|guidelines?|guidance|conventions?|standards?|principles?|constraints?|requirements?|polic(y|ies)|invariants?|guardrails?|mandates?|do'?s and don'?ts|dont'?s|never|always|must|forbidden|prohibited|practices|boundaries|layering|anti-?patterns)\b/;
const DECISION = /^(the )?(decision|decisions|decision outcome|outcome|chosen (option|solution)|resolution)\b/;
const RULES_FILE =
  /(pattern|guideline|convention|standard|rule|principle|practice|polic|constraint|invariant)s?[^/]*$/i;

/** Kind of the section below a trail of headings. The title of the document never makes it a story. */
export function sectionKindOf(trail: readonly string[], path: string, title: string | null): SectionKind {
  const headings = trail.map(normalise);
  const below = headings.filter((heading, index) => index > 0 || title === null || heading !== normalise(title));
  if (below.some((heading) => STORY.test(heading))) return 'story';
  if (below.some((heading) => ELSEWHERE.test(heading))) return 'story';
  const innermost = below.at(-1);
  if (innermost !== undefined && DECISION.test(innermost)) return 'decision';
  if (innermost !== undefined && /\bexample\b/.test(innermost)) return 'story';
  if (below.some((heading) => RULES.test(heading))) return 'rules';
  // A detailed explanation below the decision is design, not a list of rules.
  if (below.some((heading) => DECISION.test(heading))) return 'plain';
  if (RULES_FILE.test(path) || isRulesHeading(headings[0] ?? '')) return 'rules';
  return 'plain';
}

/** Lower case, without markup, and without numbers and emoji at the start. */
function normalise(heading: string): string {
  return heading
    .replace(/[`*_]/g, '')
    .replace(/’/g, "'")
    .replace(/^[^\p{L}]+/u, '')
    .replace(/[\s:#]+$/, '')
    .toLowerCase();
}

const IMPERATIVE =
  /^(all|every|each|no|never|only|always|do not|don't|use|prefer|avoid|keep|wrap|return|pass|inject)\s/i;

/** Tells whether a heading is itself a rule: "All writes go through the ledger". */
export function isRuleHeading(heading: string): boolean {
  const words = heading.replace(/[`*_]/g, '').trim();
  return (
    IMPERATIVE.test(words) && words.split(/\s+/).length >= 4 && !/^use cases?\b/i.test(words) && !/\?$/.test(words)
  );
}

/** Tells whether a heading announces a list of rules: "House rules", "Go conventions". */
export function isRulesHeading(heading: string): boolean {
  return /\b(rules|guidelines|conventions|principles|constraints|invariants|standards|policies|guardrails|mandates)$/.test(
    normalise(heading),
  );
}

// Tells whether a sentence is a norm and how strong it is: by RFC 2119 words, negations and imperatives and, in
// sections of rules, by plain statements.
import type { ClauseStrength } from '../../domain/clause.ts';
import type { SectionKind } from './section-kind.ts';
import type { Sentence } from './split-sentences.ts';

const MAX_WORDS = 90;
const MIN_WORDS = 4;
/** In explaining text, longer sentences are no rules. */
const MAX_PLAIN_WORDS = 45;

/** Strength of the norm that a sentence states; null if it states none. */
export function normStrength({ plain }: Pick<Sentence, 'plain'>, kind: SectionKind): ClauseStrength | null {
  if (kind === 'story') return null;
  const said = withoutLabel(plain);
  const words = said.split(' ').length;
  if (words < MIN_WORDS || words > MAX_WORDS || /\?$/.test(said) || isNoNorm(said)) return null;
  if (/:$/.test(said) && !BINDING.some((pattern) => pattern.test(said))) return null;
  const inCapitals = capitals(said);
  if (inCapitals !== null) return inCapitals;
  const unquoted = said.replace(/"[^"]*"|“[^”]*”/g, '"…"');
  return must(unquoted, kind) ?? should(unquoted, kind) ?? may(unquoted, kind);
}

/** Removes a label: "**Errors**: wrap them" is about wrapping. */
function withoutLabel(plain: string): string {
  return plain.replace(/^[\p{L}\d`/&,' -]{2,50}(:| [–—-]) (?=\p{Lu}|`|do not|don't|never|always|use|must)/u, '');
}

/** No norm, whatever its words: an example, a report, an exception, a hint to the reader. */
const ASIDE =
  /^(for example|e\.g\.|note\b|as (a|an|you)|see |decisions? |in the past|previously|until |historically|if you (want|need|wish|are)|you (can|may|could|might|will|need|should (see|be|now))|this (document|guide|file|section|page)|thanks|the following)/i;

/** Addresses the author about how to work, which code cannot show. */
const TO_AUTHOR =
  /\b(tell(ing)? me|ask (me|for|the|before)|(by|with) the user|when reading or modifying|when editing,|file operation|the user's? (request|instruction)|you're|when you see|before (finishing|editing|starting|committing|pushing)|this (task|session|conversation)|hallucinate|weren't asked|act on them|heading)\b|^(run|ask|stop telling|regenerate|re-run|commit|push|keep (diffs|changes|commits|prs)|read (the |relevant )?(code|file|doc))\b/i;

/** Asks reviewers not to report something. A clause can forbid code; it cannot forbid a finding. */
const EXCUSE =
  /\b(must|should|shall|need|do|does|may|will|to)(n't| not| never)? (be )?(report(ed)?|flag(ged)?|raised?|comment(ed)? (on|about)|complain(ed)? about|mention(ed)?|questioned|criticis|treated as an? (issue|problem|finding|vulnerability|bug))\b|\bnever (report|flag|raise|comment on|mention|question)s?\b|\b(accepted risks?|known and accepted|false positives?|exempt(ed)? from|(review(er)?s?|linters?|bots?) (must|should|shall|may|can|has to|have to)( not|n't)? (ignore|skip|accept|approve|tolerate|suppress|disregard)|(ignore|skip|disregard|suppress) (all |any |the |this |these )?(`?(api|concurrency|operations|risk|service|testing)\/[a-z-]+`?|rules?\b|findings?|warnings?|alerts?)|can (safely )?be ignored|should be ignored|no need to (report|flag|review))\b/i;

/** Tells whether a sentence is no norm for code, whatever its words. */
export function isNoNorm(plain: string): boolean {
  return ASIDE.test(plain) || TO_AUTHOR.test(plain) || EXCUSE.test(plain);
}

function capitals(said: string): ClauseStrength | null {
  if (/\b(MUST|SHALL|REQUIRED|NEVER|ALWAYS|DO NOT|DON'T|ONLY|FORBIDDEN|PROHIBITED)\b/.test(said)) return 'must';
  if (/\b(SHOULD|RECOMMENDED)\b/.test(said)) return 'should';
  return /\b(MAY|OPTIONAL)\b/.test(said) ? 'may' : null;
}

const BINDING: readonly RegExp[] = [
  /\b(must|shall)(n't| not| never| always| only)?\b(?! have (been|had|\w+ed)\b)(?!-)/i,
  /\b(is|are|be) (strictly |always |never )?(mandatory|forbidden|prohibited|disallowed|banned|not (allowed|permitted))\b/i,
  /^(always|never|do not|don't|only ever|under no circumstances)\b/i,
  /[;,] (never|do not|don't|always) \p{Ll}/u,
  /\bmay only\b/i,
  /^only .{2,80}? (may|can|should|is allowed to|are allowed to) /i,
  /\b(may|can) (not|never) (import|depend|use|call|access|reference|know|contain|hold|write|block|log|panic|spawn|start|export|return|leak)\b/i,
  /^no [\p{L}`\d-]+( [\p{L}`\d-]+){0,4} (without|outside|in|may|is|are|leaves?|outlives?|crosses)\b/iu,
];

/** Statements that are rules in a section of rules. */
const STATED: readonly RegExp[] = [
  /\bnever\b/i,
  /\bonly\b(?! (exists?|because|if you|a (few|matter|small))\b)/i,
  /\bnowhere else\b|\bnothing (else|but)\b|\bno(body| one) else\b/i,
  /^(every|all|no|nothing|none) (?!of (this|these|that|the above))/i,
  /\b(of|in|from|to) every\b/i,
  /\b(holds?|has|have|contains?|knows?|imports?|makes?|keeps?|spawns?|starts?|owns?|uses?|takes?) no\b/i,
  /\bthere (is|are) no\b.*\b(outside|without|except|in|on)\b/i,
  /\b(at most|at least|no more than|exactly one|counts? as|made once|once per|required|in the same (transaction|commit|change|pull request))\b/i,
  /\bbelongs? (only )?(in|to)\b/i,
  /\bgoes? (only )?through\b|\bpoints? (towards?|inwards?)\b/i,
];

/** In explaining text, an argument is no rule, whatever its words. */
const ARGUED =
  /^(the (main |key )?(issue|problem|reason|idea|challenge)|however|because|since|assuming|although|while|given|if we|finally|to (recap|overcome|summari[sz]e)|regardless|this (means|implies|requires)|in (this|that|our) case|first,|second,)|\b(we|you) must\b|\bworth noting\b|\bapproach(es|ing)?\b/i;

function must(said: string, kind: SectionKind): ClauseStrength | null {
  if (kind === 'plain' && (ARGUED.test(said) || said.split(' ').length > MAX_PLAIN_WORDS)) return null;
  if (BINDING.some((pattern) => pattern.test(said))) return NEEDLESS.test(said) ? null : 'must';
  if (kind === 'plain') return null;
  if (TOLD.test(said) || WISHED.test(said)) return null;
  if (STATED.some((pattern) => pattern.test(said))) return 'must';
  return kind === 'decision' && RESOLVED.test(said) ? 'must' : null;
}

/** A prerequisite is a hint, not a rule. */
const NEEDLESS =
  /\b(must|shall) (first |also |then )?(be (running|installed|logged)|have .* installed|run|install|restart)\b/i;

/** "Should never" is no stronger than "should not": https://www.rfc-editor.org/rfc/rfc2119#section-4 */
const WISHED = /\bshould(n't)? (never|not|only|always)\b/i;

/** About the past, or about hopes. */
const TOLD = /\b(was|were|had|would|could|might|used to|hopefully|we (think|believe|expect|found|considered))\b/i;

/** "We will use", "We keep", "Chosen option": how a decision record decides. */
const RESOLVED =
  /^(we (will|shall|won't|'ll|have decided|decided|choose|adopt|use|keep|do not|don't|require|store|put|write|wrap|separate|introduce)\b|we'll\b|chosen( option)?:)/i;

const VERBS =
  'use|keep|wrap|return|pass|put|place|write|read|define|declare|implement|inject|make|name|handle|log|validate|check|close|propagate|test|cover|follow|store|register|include|ensure|treat|model|expose|hide|limit|bound|set|mock|call|access|import|depend|separate|group|mark|accept|add|provide|create|sanitize|escape|encrypt|respect|preserve|stick|rely|fail|stop|cancel|release|protect|lock|avoid|prefer|favou?r|minimi[sz]e|reuse|compose|embed|document|verify|require|map|convert|parse|annotate|guard|isolate|increment|emit|publish|consume';
const IMPERATIVE = new RegExp(`^(${VERBS})\\b(?! (case|cases|path|paths|set|time)\\b)`, 'i');
const HINT = /^(prefer|avoid|favou?r|minimi[sz]e)\b/i;
/** "Inner errors are wrapped with `%w`": how a pattern is described. */
const PASSIVE =
  /^[\p{L}`\d' -]{3,60} (is|are) (always )?\p{Ll}+(ed|en|de|lt|nt|pt|st) (with|in|against|through|via|at|from|on)\b/u;

function should(said: string, kind: SectionKind): ClauseStrength | null {
  if (HINT.test(said)) return 'should';
  if (kind === 'plain') return null;
  if (IMPERATIVE.test(said)) return 'should';
  if (TOLD.test(said)) return null;
  if (/\bshould(n't| not)?\b(?! (be able|probably|work|see|now|have))/i.test(said)) return 'should';
  return kind === 'rules' && PASSIVE.test(said) ? 'should' : null;
}

function may(said: string, kind: SectionKind): ClauseStrength | null {
  return kind !== 'plain' && /\bmay (import|use|depend on|call)\b/i.test(said) ? 'may' : null;
}

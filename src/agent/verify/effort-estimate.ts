// Estimates of time: the model says what a person would need, we divide. See agents/skills/time-calibration/SKILL.md.
import { z } from 'zod';

/** Measured time is a twelfth of what a person would need. */
const FACTOR = 12;
const HOURS_A_DAY = 8;

export const HumanEstimate = z.strictObject({
  amount: z.number().positive().max(60, 'more than 60: name the pieces of the work and estimate each'),
  unit: z
    .enum(['hours', 'days'], 'estimate in "hours" or "days", never in weeks')
    .describe('Days of 8 hours. Never weeks.'),
});
export type HumanEstimate = z.infer<typeof HumanEstimate>;

/** "about 2 hours measured" for what a person would need 3 days for. */
export function calibrateEffort({ amount, unit }: HumanEstimate): string {
  const minutes = ((unit === 'days' ? amount * HOURS_A_DAY : amount) * 60) / FACTOR;
  return `about ${say(minutes)} measured`;
}

/** As precise as one can know: steps of 5 minutes, of half an hour up to two hours, then hours, then days. */
function say(minutes: number): string {
  if (minutes < 57.5) return `${Math.max(5, Math.round(minutes / 5) * 5)} minutes`;
  const hours = minutes / 60;
  if (hours < 1.75) return plural(Math.round(hours * 2) / 2, 'hour');
  if (Math.round(hours) < HOURS_A_DAY) return plural(Math.round(hours), 'hour');
  return plural(Math.round(hours / HOURS_A_DAY), 'day');
}

function plural(number: number, unit: string): string {
  return `${number} ${unit}${number === 1 ? '' : 's'}`;
}

const COUNT = String.raw`(?:\d+(?:\.\d+)?|an?|one|two|three|four|five|six|eight|ten|twelve|several|(?:a )?few|(?:a )?couple of)`;
const UNIT = '(?:weeks?|months?|sprints?)';
const WEEKS = String.raw`${COUNT}[^.\n]{0,15}\b${UNIT}\b`;
/** Ways to say in prose how long work takes. */
const ESTIMATES: readonly RegExp[] = [
  String.raw`\b(?:estimates?|estimated|effort|takes?|taking|needs?|requires?|spend|costs?)\b[^.\n]{0,60}\b${WEEKS}`,
  String.raw`\b${WEEKS}\s+(?:of\s+(?:\w+\s+)?(?:work|effort)|to\s+(?:implement|build|do|finish|write|migrate|refactor|complete|fix))\b`,
  // "Microservice: 1-2 weeks", and "1-2 weeks" anywhere.
  String.raw`:\s*(?:about|around|roughly|approx\.?|~|≈)?\s*${COUNT}\s+${UNIT}(?:\s+measured)?\s*(?:[.;,)]|$)`,
  String.raw`\b${COUNT}\s*(?:-|–|—|to|or)\s*${COUNT}\s+${UNIT}\b`,
  String.raw`\b${COUNT}[\s-]+(?:week|month|sprint)s?['’]?\s+(?:project|effort|job|task|migration|rewrite|refactoring|(?:worth\s+of\s+)?work)\b`,
  String.raw`\b(?:person|man|engineer|developer)[\s-]+(?:weeks?|months?)\b`,
].map((source) => new RegExp(source, 'gim'));
/** Before it, in the same sentence: then it is data or a thing that lasts so long, and not work. */
const LASTS =
  /\b(?:ttl|retention|retain\w*|expir\w*|lifetime|live[sd]?|valid\w*|rotat\w+|kept|stored|older|ages?|aged|every|after|window|interval|history|backups?)\b[^.\n]*$/i;

/** "$32 a month" is a price. */
const RATE = /[$€\d][^.\n]*\ban? (?:week|month|sprint)$/i;

/** The words in which a text estimates work in weeks or longer; null when it does not. A cache that lives for weeks is no estimate. */
export function findWeekEstimate(text: string): string | null {
  for (const pattern of ESTIMATES) {
    for (const found of text.matchAll(pattern)) {
      if (!LASTS.test(text.slice(0, found.index)) && !RATE.test(found[0])) return found[0].replace(/^:\s*/, '').trim();
    }
  }
  return null;
}

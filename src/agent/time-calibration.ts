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
export function calibrate({ amount, unit }: HumanEstimate): string {
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

const WEEKS = String.raw`(?:\d+|an?|one|two|three|four|five|six|several|(?:a )?few|(?:a )?couple of)[^.\n]{0,15}\b(?:weeks?|months?|sprints?)\b`;
const EFFORT_FIRST = new RegExp(
  String.raw`\b(?:estimates?|estimated|effort|takes?|taking|needs?|requires?|spend|costs?)\b[^.\n]{0,60}\b${WEEKS}`,
  'i',
);
const WEEKS_FIRST = new RegExp(
  String.raw`\b${WEEKS}\s+(?:of\s+(?:\w+\s+)?(?:work|effort)|to\s+(?:implement|build|do|finish|write|migrate|refactor|complete|fix))\b`,
  'i',
);

/** The words in which a text estimates work in weeks or longer; null when it does not. A cache that lives for weeks is no estimate. */
export function findWeeks(text: string): string | null {
  return (EFFORT_FIRST.exec(text) ?? WEEKS_FIRST.exec(text))?.[0] ?? null;
}

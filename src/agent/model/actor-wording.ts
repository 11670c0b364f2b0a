// Wording for the actor of a conversation: for people who wait, and for the model itself.

export interface ActorWording {
  /** "the architect" */
  readonly name: string;
  /** Name of its steps, before their number: "turn". */
  readonly stepName: string;
  /** What it submits: "a review". */
  readonly product: string;
  /** What a model that refuses declines to do: "review this change". */
  readonly task: string;
  /** Sent once, near the end of the budget. */
  readonly submitNow: string;
  /** Sent to a model that ends without submitting. */
  readonly notSubmitted: string;
}

export const ARCHITECT: ActorWording = {
  name: 'the architect',
  stepName: 'turn',
  product: 'a review',
  task: 'review this change',
  submitNow:
    'The budget of this review is nearly used up. Call SubmitReview now, with what you have. Use no other tool.',
  notSubmitted: 'You ended without calling SubmitReview. Call it now; with an empty list of findings if you have none.',
};

export const REFUTER: ActorWording = {
  name: 'the refuter',
  stepName: 'refute turn',
  product: 'its verdicts',
  task: 'review this change',
  submitNow:
    'The budget of this review is nearly used up. Give your verdicts now with SubmitVerdicts, ' +
    '"undecided" where you cannot tell. Use no other tool.',
  notSubmitted: 'You ended without your verdicts. Give them now: call SubmitVerdicts, or write its input as JSON.',
};

export const ADVISER: ActorWording = {
  name: 'the architect',
  stepName: 'turn',
  product: 'an answer',
  task: 'answer',
  submitNow:
    'The budget of this answer is nearly used up. Call SubmitGuidance now, with what you have. Use no other tool.',
  notSubmitted: 'You ended without calling SubmitGuidance. Call it now; leave out the sections you have nothing for.',
};

// How a loop speaks of whoever works in it, to the people who wait and to the model itself.
export interface ActorWording {
  /** "the architect" */
  readonly name: string;
  /** Steps are named by it and a number: "turn". */
  readonly stepName: string;
  /** What is to be submitted: "a review". */
  readonly product: string;
  /** What a model that refuses declines to do: "review this change". */
  readonly task: string;
  /** Said once, near the end of the budget. */
  readonly submitNow: string;
  /** Said to a model that ends without submitting. */
  readonly notSubmitted: string;
}

export const ARCHITECT: ActorWording = {
  name: 'the architect',
  stepName: 'turn',
  product: 'a review',
  task: 'review this change',
  submitNow:
    'The budget of this review is nearly used up. Call SubmitReview now, with what you have. Use no other tool.',
  notSubmitted:
    'You ended without calling SubmitReview. Call it now; with an empty list of findings when there is nothing to say.',
};

export const REFUTER: ActorWording = {
  name: 'the refuter',
  stepName: 'refute turn',
  product: 'its verdicts',
  task: 'review this change',
  submitNow:
    'The budget of this review is nearly used up. Give your verdicts now with SubmitVerdicts, "undecided" where you cannot tell. Use no other tool.',
  notSubmitted: 'You ended without your verdicts. Give them now: call SubmitVerdicts, or write its input as JSON.',
};

export const ADVISER: ActorWording = {
  name: 'the architect',
  stepName: 'turn',
  product: 'an answer',
  task: 'answer',
  submitNow:
    'The budget of this answer is nearly used up. Call SubmitGuidance now, with what you have. Use no other tool.',
  notSubmitted: 'You ended without calling SubmitGuidance. Call it now, with the sections that you have something for.',
};

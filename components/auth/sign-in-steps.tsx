'use client';
import { CodeStep } from './code-step';
import { EnrolmentStep } from './enrolment-step';
import type { SignInOutcome } from './password-sign-in';

type Step = Extract<SignInOutcome, { kind: 'step' }>;

/** What follows a right password where that is not enough. `onRestart` goes back to the password, saying why. */
export function SignInSteps({
  step,
  next,
  onRestart,
}: {
  step: Step;
  next: string;
  onRestart: (code: string | null) => void;
}) {
  const Form = step.needs === 'code' ? CodeStep : EnrolmentStep;
  return <Form challenge={step.challenge} next={next} onRestart={onRestart} />;
}

'use client';
import { useTranslations } from 'use-intl';
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

export type StepProps = { challenge: string; next: string; onRestart: (code: string | null) => void };

/** The sentence for what a sign-in ended with. */
export function useExplain(): (code: string) => string {
  const t = useTranslations('auth');
  return (code) => {
    if (code === 'CredentialsSignin') return t('wrong');
    if (code === 'UNAUTHORIZED') return t('tooLate');
    if (code === 'TOOMANYREQUESTS') return t('tooMany');
    return t('unreachable');
  };
}

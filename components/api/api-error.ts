import type { Problem } from '#lib/schemas/common.ts';

/** What the API refused or could not do; `message` is a sentence to show, `requestId` what to quote when asking for help. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** What a program may act on, as the error's code has it. */
  readonly facts: unknown;

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail || problem.title || `The server answered ${status}.`);
    this.name = 'ApiError';
    this.status = status;
    this.code = problem.code ?? 'INTERNAL';
    this.requestId = problem.requestId ?? null;
    this.fields = problem.fields ?? {};
    this.facts = problem.facts;
  }
}

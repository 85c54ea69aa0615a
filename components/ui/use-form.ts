'use client';
import { useRef, useState } from 'react';
import type { FormEvent, RefObject } from 'react';
import type { z } from 'zod';
import { ApiError } from '@/components/api/api-error';

type Values = Record<string, unknown>;

/**
 * The one form pattern: the schema of the API is the schema of the form; a field is checked when it is left, then live;
 * what the server finds wrong with a field shows at that field.
 */
export function useForm<V extends Values, Output>(options: {
  initial: V;
  schema: z.ZodType<Output>;
  /** Shapes what the controls hold into what the schema reads, such as '' to undefined. */
  toInput?: (values: V) => unknown;
  submit: (output: Output) => Promise<unknown>;
}) {
  const { initial, schema, toInput, submit } = options;
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState(initial);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<Failure>(NO_FAILURE);
  const [busy, setBusy] = useState(false);
  const parsed = schema.safeParse(toInput ? toInput(values) : values);
  const invalid = parsed.success ? {} : firstIssues(parsed.error);

  const set = <K extends keyof V & string>(name: K, value: V[K]) => {
    setValues((current) => ({ ...current, [name]: value }));
    setFailure(({ fields: { [name]: _gone, ...fields } }) => ({ message: null, fields }));
  };
  const leave = (name: string) => setLeft((current) => new Set(current).add(name));

  const onSubmit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    setLeft(new Set(Object.keys(values)));
    if (!parsed.success) return focusFirstInvalid(form);
    setBusy(true);
    setFailure(NO_FAILURE);
    try {
      await submit(parsed.data);
    } catch (error) {
      setFailure(failureOf(error, values));
      focusFirstInvalid(form);
    } finally {
      setBusy(false);
    }
  };

  return {
    values,
    set,
    busy,
    /** What is wrong with the form as a whole, after submitting. */
    error: failure.message,
    errorOf: (name: keyof V & string) => failure.fields[name] ?? (left.has(name) ? invalid[name] : undefined),
    /** For a control whose value is text. */
    text: (name: TextKeys<V>) => ({
      name,
      value: values[name] as string,
      onChange: (event: { target: { value: string } }) => set(name, event.target.value as V[TextKeys<V>]),
      onBlur: () => values[name] !== '' && leave(name),
    }),
    formProps: { ref: form, noValidate: true, onSubmit: (event: FormEvent) => void onSubmit(event) },
  };
}

type TextKeys<V> = { [K in keyof V]: V[K] extends string ? K : never }[keyof V] & string;
type Failure = { message: string | null; fields: Record<string, string> };
const NO_FAILURE: Failure = { message: null, fields: {} };

function firstIssues(error: z.ZodError): Record<string, string> {
  const found: Record<string, string> = {};
  for (const issue of error.issues) found[String(issue.path[0])] ??= issue.message;
  return found;
}

function failureOf(error: unknown, values: Values): Failure {
  if (!(error instanceof ApiError))
    return { message: error instanceof Error ? error.message : String(error), fields: {} };
  const fields = Object.fromEntries(Object.entries(error.fields).filter(([name]) => name in values));
  return { message: Object.keys(fields).length ? null : error.message, fields };
}

function focusFirstInvalid(form: RefObject<HTMLFormElement | null>): void {
  requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
}

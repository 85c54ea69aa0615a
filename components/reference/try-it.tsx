'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input, TextArea } from '@/components/ui/input';
import { addressOf, exampleOf, type Listed, type Parameter, type Schema } from './document';

/** More is not read on a page. */
const MAX_SHOWN = 20_000;

type Answer = { status: string; text: string };

/** Sends the request as whoever is signed in. */
export function TryIt({
  listed,
  parameters,
  body,
}: {
  listed: Listed;
  parameters: readonly Parameter[];
  body: Schema | undefined;
}) {
  const t = useTranslations('reference');
  const [values, setValues] = useState<Record<string, string>>({});
  const [text, setText] = useState(() => (body ? JSON.stringify(exampleOf(body), null, 2) : ''));
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [busy, setBusy] = useState(false);
  const address = addressOf(listed.path, values, parameters);
  const reason = address === null ? t('missing') : body && !isJson(text) ? t('notJson') : null;
  const send = async () => {
    if (address === null || reason !== null) return;
    setBusy(true);
    setAnswer(await request(listed.method, address, body ? text : undefined));
    setBusy(false);
  };
  return (
    <form
      className="flex min-w-0 flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h4 className="text-table font-semibold">{t('tryIt')}</h4>
      {parameters.map(({ name, required }) => (
        <Field key={name} label={required ? name : t('optionalField', { name })}>
          {(control) => (
            <Input
              {...control}
              value={values[name] ?? ''}
              onChange={(event) => setValues({ ...values, [name]: event.target.value })}
              autoComplete="off"
              spellCheck={false}
            />
          )}
        </Field>
      ))}
      {body && (
        <Field label={t('body')}>
          {(control) => (
            <TextArea
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              rows={8}
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
      )}
      <p className="font-mono text-table wrap-anywhere text-muted">
        {listed.method} {address ?? `/api/v1${listed.path}`}
      </p>
      <div>
        <Button type="submit" busy={busy} reason={reason}>
          {t('send')}
        </Button>
      </div>
      <div role="status">
        {answer && (
          <>
            <p className="text-table font-semibold">{answer.status}</p>
            <pre
              tabIndex={0}
              aria-label={t('answerText')}
              className="max-h-96 overflow-auto rounded-md bg-surface p-3 font-mono text-table wrap-anywhere whitespace-pre-wrap"
            >
              {answer.text}
            </pre>
          </>
        )}
      </div>
    </form>
  );
}

async function request(method: string, address: string, body: string | undefined): Promise<Answer> {
  const stop = new AbortController();
  try {
    const response = await fetch(address, {
      method,
      credentials: 'same-origin',
      signal: stop.signal,
      ...(body !== undefined && { body, headers: { 'content-type': 'application/json' } }),
    });
    return { status: `${response.status} ${response.statusText}`, text: await beginningOf(response) };
  } catch (error) {
    return { status: error instanceof Error ? error.message : String(error), text: '' };
  } finally {
    // A stream of events would go on for ever.
    stop.abort();
  }
}

async function beginningOf(response: Response): Promise<string> {
  const type = response.headers.get('content-type') ?? '';
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (reader && text.length < MAX_SHOWN) {
    const { done, value } = await reader.read();
    text += value ?? '';
    if (done || type.startsWith('text/event-stream')) break;
  }
  const shown = isJson(text) ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

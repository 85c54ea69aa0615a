import { useTranslations } from 'use-intl';
import { objectsIn, typeText, type Schema } from './document';

/** Deeper than any of ours; what is below is named by its type only. */
const MAX_DEPTH = 4;

/** Fields of what goes in or out, those of its parts indented below them. */
export function SchemaFields({ title, media, schema }: { title: string; media?: string; schema: Schema }) {
  const t = useTranslations('reference');
  const objects = objectsIn(schema);
  return (
    <section className="flex min-w-0 flex-col gap-1">
      <h4 className="text-table font-semibold">
        {title} {media && <span className="font-normal text-muted">{media}</span>}
      </h4>
      {objects.length === 0 && (
        <p className="font-mono text-table text-muted">
          {media || schema.type ? typeText(schema) : t('nothing')}
        </p>
      )}
      {objects.map((object, index) => (
        <Fields key={index} object={object} depth={1} />
      ))}
    </section>
  );
}

function Fields({ object, depth }: { object: Schema; depth: number }) {
  const t = useTranslations('reference');
  return (
    <ul className="flex flex-col gap-1 border-l border-line pl-3">
      {Object.entries(object.properties ?? {}).map(([name, schema]) => (
        <li key={name} className="min-w-0 text-table">
          <code className="font-mono font-semibold">{name}</code>{' '}
          {!object.required?.includes(name) && <span className="text-muted">{t('optional')} </span>}
          <span className="font-mono wrap-anywhere text-muted">
            {objectsIn(schema).length > 0 ? shortText(schema) : typeText(schema)}
            {schema.default !== undefined && ` = ${JSON.stringify(schema.default)}`}
          </span>
          {depth < MAX_DEPTH &&
            objectsIn(schema).map((inner, index) => <Fields key={index} object={inner} depth={depth + 1} />)}
        </li>
      ))}
    </ul>
  );
}

/** Its fields stand below it. */
function shortText(schema: Schema): string {
  return typeText(schema).replace(/\bobject\b/g, '{…}');
}

/** A step of a build as the config tells it (image spec 1.1, "Image Configuration", history). */
export type HistoryEntry = {
  createdBy: string;
  comment: string | null;
  created: string | null;
  /** True when the step changed the configuration only, and made no layer. */
  empty: boolean;
};

/** What a container of an image runs with; absent fields are null or empty. */
export type RunSettings = {
  user: string | null;
  entrypoint: string[];
  cmd: string[];
  workingDir: string | null;
  env: { name: string; value: string }[];
  ports: string[];
  volumes: string[];
  labels: Record<string, string>;
  stopSignal: string | null;
  healthcheck: string | null;
};

export type ParsedImageConfig = { history: HistoryEntry[]; settings: RunSettings };

/**
 * Parses the exact bytes of an image's config (image spec 1.1, "Image Configuration"; docker's extra fields included).
 * Configs are made by many tools, so what has an unexpected type is left out. Null when the bytes are no JSON object.
 */
export function parseImageConfig(bytes: Uint8Array): ParsedImageConfig | null {
  const json = parseObject(bytes);
  if (!json) return null;
  const history = Array.isArray(json['history']) ? json['history'].filter(isObject).map(historyEntry) : [];
  return { history, settings: runSettings(isObject(json['config']) ? json['config'] : {}) };
}

function runSettings(config: JsonObject): RunSettings {
  return {
    user: text(config['User']),
    entrypoint: texts(config['Entrypoint']),
    cmd: texts(config['Cmd']),
    workingDir: text(config['WorkingDir']),
    env: texts(config['Env']).map(variable),
    ports: keys(config['ExposedPorts']),
    volumes: keys(config['Volumes']),
    labels: labels(config['Labels']),
    stopSignal: text(config['StopSignal']),
    healthcheck: healthcheck(config['Healthcheck']),
  };
}

function historyEntry(entry: JsonObject): HistoryEntry {
  return {
    createdBy: text(entry['created_by']) ?? '',
    comment: text(entry['comment']),
    created: text(entry['created']),
    empty: entry['empty_layer'] === true,
  };
}

function variable(assignment: string): { name: string; value: string } {
  const equals = assignment.indexOf('=');
  if (equals === -1) return { name: assignment, value: '' };
  return { name: assignment.slice(0, equals), value: assignment.slice(equals + 1) };
}

/** Docker's form: `["CMD", …]`, `["CMD-SHELL", "…"]` or `["NONE"]`. */
function healthcheck(value: unknown): string | null {
  if (!isObject(value)) return null;
  const [kind, ...rest] = texts(value['Test']);
  if (kind === undefined) return null;
  return kind === 'NONE' ? 'none' : rest.join(' ');
}

type JsonObject = Record<string, unknown>;

function parseObject(bytes: Uint8Array): JsonObject | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function keys(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function labels(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

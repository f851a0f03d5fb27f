import type { Schemas } from "./schemas";

/** What the server said when it refused, or that it could not be reached. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly hint: string | null = null,
    /** 0-based character of a query that SQL refused. */
    readonly position: number | null = null,
    /** Seconds to wait, where the server says so. */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  body?: unknown;
  query?: Query;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Leaves the session's cookie out; for calls that carry a key of their own. */
  withoutSession?: boolean;
}

export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

/** As [`request`], with the tag that a change of what was read says in `If-Match`. */
export async function requestTagged<T>(method: string, path: string, options: Options = {}): Promise<{ value: T; tag: string }> {
  const response = await send(method, path, options);
  return { value: (await response.json()) as T, tag: response.headers.get("etag") ?? "*" };
}

/** As [`request`], for answers that are not JSON. */
export async function requestBlob(method: string, path: string, options: Options = {}): Promise<Blob> {
  return (await send(method, path, options)).blob();
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const { body, query, headers = {}, signal, withoutSession } = options;
  const raw = body instanceof Blob || body instanceof ArrayBuffer;
  const response = await fetch(path + queryText(query), {
    method,
    headers: body === undefined || raw ? headers : { "content-type": "application/json", ...headers },
    body: body === undefined ? null : raw ? body : JSON.stringify(body),
    credentials: withoutSession ? "omit" : "same-origin",
    signal: signal ?? null,
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause;
    throw new ApiError(
      0,
      "unreachable",
      "The server does not answer",
      null,
      "Nothing was changed. The page tries again by itself.",
    );
  });
  if (!response.ok) throw await errorFrom(response);
  return response;
}

export function queryText(query: Query | undefined): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

async function errorFrom(response: Response): Promise<ApiError> {
  const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : null;
  const text = await response.text().catch(() => "");
  try {
    const { error } = JSON.parse(text) as Schemas["ErrorBody"];
    return new ApiError(
      response.status,
      error.code,
      error.message,
      error.field ?? null,
      error.hint ?? null,
      error.position ?? null,
      retryAfter,
    );
  } catch {
    return new ApiError(
      response.status,
      "unexpected_answer",
      `The server answered ${response.status} without saying why`,
      null,
      null,
      null,
      retryAfter,
    );
  }
}

/** A sentence for a person, whatever was thrown. */
export function errorSentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const first = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

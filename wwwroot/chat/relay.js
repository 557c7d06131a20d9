// One request at the relay's own door, as any program sends it.

export class RelayError extends Error {
  constructor(message, { status = 0, code = null, retryAfter = null, requestId = null } = {}) {
    super(message);
    Object.assign(this, { status, code, retryAfter, requestId });
  }
}

function failure(body, response) {
  const error = body?.error ?? {};
  return new RelayError(error.message ?? `HTTP ${response.status}`, {
    status: response.status,
    code: error.code ?? error.type ?? null,
    retryAfter: response.headers.get('Retry-After'),
    requestId: response.headers.get('X-Request-Id'),
  });
}

// The data lines of a stream of events, whatever the borders of its chunks.
async function* events(stream) {
  let rest = '';
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      const lines = (rest + value).split(/\r?\n/);
      rest = lines.pop();
      for (const line of lines) {
        if (line.startsWith('data:')) {
          yield line.slice(5).trim();
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * Sends a conversation and tells what comes back as it comes.
 * @param {(seen: {requestId?: string, text?: string, thought?: string, finish?: string}) => void} told
 */
export async function ask({ key, language, body, signal }, told) {
  let response;
  try {
    response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify({ ...body, stream: true, stream_options: { include_usage: true } }),
      credentials: 'omit',
      cache: 'no-store',
      signal,
    });
  } catch (error) {
    throw error.name === 'AbortError' ? error : new RelayError(error.message, { code: 'connection' });
  }
  if (!response.ok) {
    throw failure(await response.json().catch(() => null), response);
  }
  told({ requestId: response.headers.get('X-Request-Id') });
  let ended = false;
  try {
    for await (const data of events(response.body)) {
      if (data === '[DONE]') {
        ended = true;
        continue;
      }
      const event = JSON.parse(data);
      if (event.error) {
        // The status was said before the upstream failed: the error comes inside the stream.
        throw failure(event, response);
      }
      const choice = event.choices?.[0];
      told({ text: choice?.delta?.content ?? '', thought: choice?.delta?.reasoning_content ?? '', finish: choice?.finish_reason ?? null });
    }
  } catch (error) {
    throw error.name === 'AbortError' || error instanceof RelayError
      ? error
      : new RelayError(error.message, { code: 'connection', requestId: response.headers.get('X-Request-Id') });
  }
  if (!ended) {
    throw new RelayError('', { code: 'connection', requestId: response.headers.get('X-Request-Id') });
  }
}

// The turns of one conversation: shows them, sends them, and says what each cost.
import { ask, RelayError } from './relay.js';
import { dollars, sum } from './money.js';
import { button, copyButton, element, liveText, pictures, showMarkdown } from './view.js';

// A stopped request is settled only when its upstream has been read to the end.
const COST_WAITS = [0, 300, 1000, 2000, 5000, 10000, 20000, 30000];

function content(turn) {
  if (turn.images.length === 0) {
    return turn.text;
  }
  const parts = turn.images.map(url => ({ type: 'image_url', image_url: { url } }));
  return turn.text ? [{ type: 'text', text: turn.text }, ...parts] : parts;
}

/** What is sent for a turn: the instructions, as many earlier messages as wanted, and the turn itself. */
export function messages(conversation, turn, column) {
  const { system, history } = conversation.settings;
  const earlier = [];
  for (const before of conversation.turns.slice(0, conversation.turns.indexOf(turn))) {
    const answer = before.answers[column] ?? before.answers[0];
    if (answer.text) {
      earlier.push({ role: 'user', content: content(before) }, { role: 'assistant', content: answer.text });
    }
  }
  const sent = history > 0 ? earlier.slice(-history) : [];
  if (sent[0]?.role === 'assistant') {
    // Some vendors want the user to begin.
    sent.shift();
  }
  return [...(system.trim() ? [{ role: 'system', content: system }] : []), ...sent, { role: 'user', content: content(turn) }];
}

export function createThread({ place, total, texts, language, service, changed, learned, busy }) {
  let conversation = null;
  const running = new Set();
  const sending = new Set();
  let ended = false;
  let key = null;

  const filled = (text, ...values) => values.reduce((whole, value, i) => whole.replace(`{${i}}`, value), text);

  function showTotal() {
    const costs = conversation.turns.flatMap(turn => turn.answers.map(answer => answer.cost));
    total.textContent = filled(texts.Total, dollars(sum(costs)));
  }

  function advice(error) {
    switch (error.code) {
      case 'insufficient_user_quota': return { text: texts.NoCredit, href: '/topup', link: texts.TopUp };
      case 'no_available_channel': return { text: texts.NoChannel };
      case 'connection': return { text: texts.Connection };
      default: break;
    }
    if (error.status === 429) {
      return { text: error.retryAfter ? filled(texts.RetryAfter, error.retryAfter) : texts.RetryLater };
    }
    return error.status === 401 || error.status === 403 ? { text: texts.TokenRefused, href: '/token', link: texts.Tokens } : { text: texts.OtherError };
  }

  function showError(view, error) {
    const { text, href, link } = advice(error);
    view.error.replaceChildren(...[
      error.message ? element('div', { textContent: error.message }) : null,
      element('div', {}, text, href ? ' ' : null, href ? element('a', { href, textContent: link }) : null),
      error.requestId ? element('div', { className: 'peppa-hint', textContent: `${texts.Request} ${error.requestId}` }) : null,
    ].filter(part => part !== null));
  }

  function showAnswer(turn, column, answer) {
    const body = element('div', { className: 'peppa-prose peppa-chat-text' });
    const thought = element('div', { className: 'peppa-chat-text peppa-muted' });
    const view = {
      body,
      thought,
      live: liveText(body, texts),
      thinking: element('details', { className: 'peppa-chat-thought', hidden: true }, element('summary', { textContent: texts.Thought }), thought),
      state: element('span', { className: 'peppa-muted' }),
      error: element('div', { className: 'peppa-error', role: 'alert' }),
      cost: element('span', { className: 'peppa-number peppa-muted' }),
      foot: element('div', { className: 'peppa-row peppa-chat-foot' }),
    };
    view.whole = element('article', { className: 'peppa-chat-answer' },
      element('div', { className: 'peppa-row' }, element('strong', { textContent: answer.model }), view.state), view.thinking, body, view.error, view.foot);
    view.foot.append(view.cost, copyButton(() => answer.text, texts), button(texts.Again, () => again(turn, column, answer)));
    refresh(view, answer);
    return view;
  }

  function refresh(view, answer) {
    const busy = answer.state === 'running';
    view.whole.setAttribute('aria-busy', busy);
    view.state.textContent = { running: texts.Running, stopped: texts.Stopped, length: texts.CutOff }[answer.state] ?? '';
    view.thought.textContent = answer.thought ?? '';
    view.thinking.hidden = !answer.thought;
    view.foot.hidden = busy;
    view.cost.textContent = answer.cost == null ? (answer.requestId && answer.costPending ? texts.CostPending : '') : filled(texts.Cost, dollars(answer.cost), answer.tokensIn, answer.tokensOut);
    if (!busy) {
      showMarkdown(view.body, answer.text, texts);
    }
    view.error.replaceChildren();
    if (answer.error) {
      showError(view, answer.error);
    }
  }

  function showTurn(turn) {
    const views = turn.answers.map((answer, column) => showAnswer(turn, column, answer));
    place.append(element('section', { className: 'peppa-chat-turn' },
      element('div', { className: 'peppa-chat-user' }, turn.images.length ? pictures(turn.images, texts) : null, element('div', { className: 'peppa-chat-plain', textContent: turn.text })),
      element('div', { className: `peppa-chat-answers${views.length > 1 ? ' two' : ''}` }, ...views.map(view => view.whole))));
    return views;
  }

  async function withKey(call) {
    const known = key !== null;
    key ??= await service.key();
    try {
      await call(key);
    } catch (error) {
      if (!known || error.status !== 401) {
        throw error;
      }
      // Another page of the same user has asked for a key since, or this one has had its time.
      key = await service.key();
      await call(key);
    }
  }

  function send(...what) {
    const one = sendNow(...what).finally(() => sending.delete(one));
    sending.add(one);
    return one;
  }

  async function sendNow(of, turn, column, view) {
    const answer = turn.answers[column];
    const stop = new AbortController();
    Object.assign(answer, { text: '', thought: '', state: 'running', error: null, cost: null, requestId: null });
    running.add(stop);
    busy(true);
    refresh(view, answer);
    changed(of);
    const temperature = of.settings.temperature;
    const body = { model: answer.model, messages: messages(of, turn, column), ...(temperature === '' ? {} : { temperature: Number(temperature) }) };
    let finish = null;
    try {
      await withKey(secret => ask({ key: secret, language, body, signal: stop.signal }, seen => {
        answer.requestId ??= seen.requestId ?? null;
        answer.text += seen.text ?? '';
        finish = seen.finish ?? finish;
        if (seen.thought) {
          answer.thought += seen.thought;
          view.thought.textContent = answer.thought;
          view.thinking.hidden = false;
        }
        if (seen.text) {
          view.live.set(answer.text);
        }
      }));
      answer.state = finish === 'length' ? 'length' : 'done';
    } catch (error) {
      answer.state = error.name === 'AbortError' ? 'stopped' : 'failed';
      const { message, status = 0, code = 'connection', retryAfter = null, requestId = null } = error;
      answer.error = answer.state === 'failed' ? { message: error instanceof RelayError ? message : '', status, code, retryAfter, requestId } : null;
    }
    running.delete(stop);
    busy(running.size > 0);
    view.live.end(answer.text);
    // Not waited for: the next message may go out meanwhile.
    price(of, answer, view);
  }

  /** Asks what a request cost; content is no part of the question. */
  async function price(of, answer, view) {
    answer.costPending = answer.requestId !== null && (answer.state === 'done' || answer.state === 'length' || answer.state === 'stopped' || answer.text !== '');
    refresh(view, answer);
    // What a request cost is no news of the conversation: it keeps its place in the list.
    learned(of);
    for (const wait of answer.costPending ? COST_WAITS : []) {
      await new Promise(resolve => { setTimeout(resolve, wait); });
      if (ended) {
        return;
      }
      const found = await service.cost(answer.requestId).catch(() => null);
      if (found) {
        Object.assign(answer, { cost: found.nano, tokensIn: found.tokensIn, tokensOut: found.tokensOut, costPending: false });
        break;
      }
    }
    answer.costPending = false;
    refresh(view, answer);
    learned(of);
    if (of === conversation) {
      showTotal();
    }
  }

  async function again(turn, column, answer) {
    if (running.size === 0) {
      const view = showAnswer(turn, column, answer);
      const index = conversation.turns.indexOf(turn);
      place.children[index].querySelectorAll('.peppa-chat-answer')[column].replaceWith(view.whole);
      await send(conversation, turn, column, view);
    }
  }

  return {
    isRunning: () => running.size > 0,
    stop: () => running.forEach(one => one.abort()),
    /** Stops for good; what came until then is kept. */
    async end() {
      ended = true;
      running.forEach(one => one.abort());
      await Promise.allSettled(sending);
    },
    show(next) {
      conversation = next;
      place.replaceChildren();
      for (const turn of conversation.turns) {
        const views = showTurn(turn);
        turn.answers.forEach((answer, column) => {
          if (answer.requestId && answer.cost == null) {
            // The page was left before the answer was settled.
            price(conversation, answer, views[column]);
          }
        });
      }
      showTotal();
    },
    async add(text, images) {
      const { model, other } = conversation.settings;
      const answers = [model, other].filter(Boolean).map(name => ({ model: name, text: '', state: 'running' }));
      const turn = { text, images, answers };
      conversation.turns.push(turn);
      const views = showTurn(turn);
      document.scrollingElement.scrollTop = document.scrollingElement.scrollHeight;
      await Promise.all(answers.map((_, column) => send(conversation, turn, column, views[column])));
    },
  };
}

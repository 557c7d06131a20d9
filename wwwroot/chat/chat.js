// The chat page. What is written and answered is between this browser and the relay; the page's own live connection sees none of it.
import { addImages } from './images.js';
import { createList } from './list.js';
import { openStore } from './store.js';
import { createThread } from './thread.js';
import { pictures } from './view.js';

export async function start(root, options, page) {
  const { texts, language, userId, models } = options;
  const at = name => root.querySelector(`[data-chat="${name}"]`);
  const fields = { model: at('model'), other: at('other'), system: at('system'), temperature: at('temperature'), history: at('history') };
  const [input, send, stop, files] = ['input', 'send', 'stop', 'files'].map(at);
  const SETTINGS = `peppa.chat.settings.${userId}`;
  const wide = matchMedia('(min-width: 761px)');
  const store = await openStore(userId);
  let conversations = await store.list();
  let current = null;
  let images = [];

  // An answer that was still running when the page was left is as good as stopped.
  for (const answer of conversations.flatMap(one => one.turns).flatMap(turn => turn.answers)) {
    answer.state = answer.state === 'running' ? 'stopped' : answer.state;
  }

  const thread = createThread({
    place: at('thread'), total: at('total'), texts, language,
    service: { key: () => page.invokeMethodAsync('KeyAsync'), cost: requestId => page.invokeMethodAsync('CostAsync', requestId) },
    changed: conversation => keep(conversation, Date.now()),
    learned: conversation => keep(conversation),
    busy(yes) {
      send.hidden = yes;
      stop.hidden = !yes;
    },
  });
  const list = createList({ place: at('list'), note: at('note'), texts, open, save: keep, remove, restore });

  async function keep(conversation, changedAt = conversation.changedAt) {
    conversation.changedAt = changedAt;
    if (conversation.turns.length > 0 && !conversation.removed) {
      conversations = [conversation, ...conversations.filter(one => one.id !== conversation.id)].sort((a, b) => b.changedAt - a.changedAt);
      list.show(conversations, current.id);
      await store.save(conversation);
    }
    at('empty').hidden = conversations.length > 0;
  }

  async function remove(conversation) {
    conversation.removed = true;
    conversations = conversations.filter(one => one !== conversation);
    await store.remove(conversation.id);
    if (conversation === current) {
      thread.stop();
      begin();
    } else {
      list.show(conversations, current.id);
    }
    at('empty').hidden = conversations.length > 0;
    list.offerUndo(conversation);
  }

  async function restore(conversation) {
    delete conversation.removed;
    await keep(conversation);
  }

  function usual() {
    const kept = JSON.parse(localStorage.getItem(SETTINGS) ?? '{}');
    const known = name => models.some(model => model.name === name);
    return {
      model: known(kept.model) ? kept.model : models[0]?.name ?? '',
      other: known(kept.other) ? kept.other : '',
      system: kept.system ?? '',
      temperature: kept.temperature ?? '',
      history: kept.history ?? 20,
    };
  }

  function show(conversation) {
    current = conversation;
    for (const [name, field] of Object.entries(fields)) {
      field.value = conversation.settings[name];
    }
    showPrices();
    thread.show(conversation);
    list.show(conversations, conversation.id);
  }

  function begin() {
    show({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, title: '', changedAt: Date.now(), settings: usual(), turns: [] });
    input.focus({ preventScroll: true });
  }

  function open(id) {
    thread.stop();
    at('history-box').open = wide.matches;
    show(conversations.find(one => one.id === id));
    document.scrollingElement.scrollTop = document.scrollingElement.scrollHeight;
  }

  function showPrices() {
    at('price').textContent = [fields.model.value, fields.other.value].map(name => models.find(model => model.name === name)?.price).filter(Boolean).join(' · ');
  }

  function readSettings() {
    const wanted = Number(fields.history.value);
    current.settings = {
      model: fields.model.value,
      other: fields.other.value === fields.model.value ? '' : fields.other.value,
      system: fields.system.value,
      temperature: fields.temperature.value === '' ? '' : Math.min(2, Math.max(0, Number(fields.temperature.value))),
      history: Number.isFinite(wanted) ? Math.min(200, Math.max(0, Math.trunc(wanted))) : 20,
    };
    localStorage.setItem(SETTINGS, JSON.stringify(current.settings));
    showPrices();
    return keep(current);
  }

  function showImages(problem = null) {
    at('pictures').replaceChildren(pictures(images, texts, index => { images.splice(index, 1); showImages(); }));
    at('problem').textContent = problem ? texts[problem] : '';
  }

  async function take(chosen) {
    showImages(await addImages(images, chosen));
  }

  async function submit() {
    const text = input.value.trim();
    if (thread.isRunning() || (text === '' && images.length === 0) || fields.model.value === '') {
      return;
    }
    const sent = images;
    const of = current;
    images = [];
    input.value = '';
    showImages();
    await readSettings();
    of.title ||= text.slice(0, 60) || texts.Picture;
    await thread.add(text, sent);
  }

  const onKey = event => {
    if (event.key === 'Escape' && thread.isRunning()) {
      event.preventDefault();
      thread.stop();
    }
  };
  document.addEventListener('keydown', onKey);
  input.addEventListener('keydown', event => {
    // Enter also ends the choice of a Chinese word: that one is not ours.
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  input.addEventListener('paste', event => {
    const pasted = [...event.clipboardData.files];
    if (pasted.length > 0) {
      event.preventDefault();
      take(pasted);
    }
  });
  root.addEventListener('dragover', event => event.preventDefault());
  root.addEventListener('drop', event => {
    event.preventDefault();
    take([...event.dataTransfer.files]);
  });
  files.addEventListener('change', async () => {
    await take([...files.files]);
    files.value = '';
  });
  at('attach').addEventListener('click', () => files.click());
  send.addEventListener('click', submit);
  stop.addEventListener('click', thread.stop);
  at('new').addEventListener('click', () => { thread.stop(); begin(); });
  for (const field of Object.values(fields)) {
    field.addEventListener('change', readSettings);
  }

  at('history-box').open = wide.matches;
  at('empty').hidden = conversations.length > 0;
  at('lost').hidden = store.lasting;
  if (conversations.length > 0) {
    show(conversations[0]);
    input.focus({ preventScroll: true });
  } else {
    begin();
  }
  send.disabled = models.length === 0;
  root.dataset.ready = 'true';
  return {
    async dispose() {
      document.removeEventListener('keydown', onKey);
      await thread.end();
      store.close();
    },
  };
}

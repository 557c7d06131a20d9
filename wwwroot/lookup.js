// Looks up one key. The key goes into a header, never into an address, and stays in this browser only if its holder wants that.
const KEPT = 'lookup.key';
const SIZE = 20;
const $ = id => document.getElementById(id);
const words = document.querySelector('main').dataset;
const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const dollars = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: 6 });
const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
let [key, page, pages] = ['', 1, 1];

async function ask(path) {
  const response = await fetch(path, { headers: { Authorization: `Bearer ${key}` }, cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (response.ok) {
    return response;
  }
  const problem = await response.json().catch(() => ({}));
  const known = { invalid: words.invalid, missing: words.invalid, expired: words.expired, disabled: words.disabled, too_many: words.tooMany };
  throw new Error(known[problem.reason] ?? words.failed);
}

function fill(text, ...values) {
  return text.replace(/\{(\d)\}/g, (_, index) => values[index]);
}

// Days as the reader's clock has them; the last one whole.
function query() {
  const wanted = new URLSearchParams();
  const day = (value, add) => {
    const [year, month, date] = value.split('-').map(Number);
    return new Date(year, month - 1, date + add).toISOString();
  };
  if ($('from').value) { wanted.set('from', day($('from').value, 0)); }
  if ($('to').value) { wanted.set('to', day($('to').value, 1)); }
  if ($('model').value) { wanted.set('model', $('model').value); }
  return wanted;
}

function cell(row, text, isNumber) {
  const made = row.insertCell();
  made.textContent = text;
  made.className = isNumber ? 'number' : '';
}

async function showUsage() {
  const wanted = query();
  wanted.set('page', page);
  wanted.set('pageSize', SIZE);
  const usage = await (await ask(`/api/token/usage?${wanted}`)).json();
  pages = Math.max(1, Math.ceil(usage.total / SIZE));
  $('rows').replaceChildren();
  for (const use of usage.items) {
    const row = $('rows').insertRow();
    cell(row, moment.format(new Date(use.at)));
    cell(row, use.model);
    cell(row, whole.format(use.inputTokens), true);
    cell(row, whole.format(use.cachedTokens), true);
    cell(row, whole.format(use.outputTokens), true);
    cell(row, dollars.format(use.costUsd), true);
    cell(row, document.querySelector('main').getAttribute(`data-status-${use.status}`) ?? use.status);
  }
  $('sums').textContent = fill(words.sums, whole.format(usage.total), whole.format(usage.inputTokens), whole.format(usage.outputTokens), dollars.format(usage.costUsd));
  $('page').textContent = fill(words.page, whole.format(page), whole.format(pages));
  $('empty').hidden = usage.total > 0;
  $('back').disabled = page <= 1;
  $('next').disabled = page >= pages;
  $('csv').disabled = usage.total === 0;
}

function showModels(names) {
  $('count').textContent = whole.format(names.length);
  $('models').replaceChildren(...names.map(name => Object.assign(document.createElement('li'), { textContent: name })));
  const all = $('model').options[0];
  $('model').replaceChildren(all, ...names.map(name => new Option(name, name)));
}

async function showKey() {
  const found = await (await ask('/api/token')).json();
  $('name').textContent = found.name;
  $('left').textContent = found.remainingUsd === null ? words.none : dollars.format(found.remainingUsd);
  $('spent').textContent = dollars.format(found.spentUsd);
  $('held').textContent = dollars.format(found.heldUsd);
  $('limit').textContent = found.limitUsd === null ? words.none : dollars.format(found.limitUsd);
  $('expires').textContent = found.expiresAt === null ? words.never : moment.format(new Date(found.expiresAt));
  $('meter').hidden = !found.limitUsd;
  $('meter').value = found.limitUsd ? found.spentUsd / found.limitUsd : 0;
  showModels(found.available);
}

async function say(work) {
  $('error').textContent = '';
  document.body.setAttribute('aria-busy', 'true');
  try {
    await work();
  } catch (error) {
    $('error').textContent = error instanceof TypeError ? words.failed : error.message;
  }
  document.body.removeAttribute('aria-busy');
}

function keep() {
  if ($('keep').checked && key) {
    localStorage.setItem(KEPT, key);
  } else {
    localStorage.removeItem(KEPT);
  }
}

function look() {
  key = $('key').value.trim();
  page = 1;
  $('found').hidden = true;
  return say(async () => {
    await showKey();
    await showUsage();
    $('found').hidden = false;
    keep();
  });
}

function turn(to) {
  page = to;
  return say(showUsage);
}

$('look').addEventListener('submit', event => {
  event.preventDefault();
  look();
});
$('keep').addEventListener('change', keep);
$('filter').addEventListener('submit', event => event.preventDefault());
$('filter').addEventListener('change', () => turn(1));
$('back').addEventListener('click', () => turn(page - 1));
$('next').addEventListener('click', () => turn(page + 1));
$('csv').addEventListener('click', () => say(async () => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await (await ask(`/api/token/usage/csv?${query()}`)).blob());
  link.download = 'usage.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}));

const kept = localStorage.getItem(KEPT);
if (kept) {
  $('key').value = kept;
  $('keep').checked = true;
  look();
}

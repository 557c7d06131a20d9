// Small things that only the browser can do.
window.peppa = {
  isDark() {
    const theme = document.documentElement.dataset.theme;
    return theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  },
  setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    document.cookie = `peppa.theme=${theme}; path=/; max-age=31536000; samesite=lax`;
  },
  download(name, text) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
    link.download = name;
    link.click();
    URL.revokeObjectURL(link.href);
  },
  // What only this browser needs to know. Without storage, the usual holds.
  remember(key, value) {
    try { localStorage.setItem(key, value); } catch { /* a browser that keeps nothing */ }
  },
  recall(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Without a secure context there is no clipboard: select it the old way.
      const area = document.createElement('textarea');
      area.value = text;
      area.style.position = 'fixed';
      document.body.append(area);
      area.select();
      const ok = document.execCommand('copy');
      area.remove();
      return ok;
    }
  },
};

// A form that wants a passkey: the device is asked first, its answer is posted with the form.
async function askForPasskey(form) {
  const [failed, unable] = [form.querySelector('[data-passkey-failed]'), form.querySelector('[data-passkey-unable]')];
  failed.hidden = true;
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) {
    unable.hidden = false;
    return;
  }
  const response = await fetch(form.dataset.options, {
    method: 'POST',
    headers: { RequestVerificationToken: form.elements.__RequestVerificationToken.value },
  });
  if (response.redirected || !response.ok) {
    // Too long ago since the person proved who they are: the page leads them there.
    location.reload();
    return;
  }
  const options = await response.json();
  try {
    const credential = form.dataset.passkey === 'create'
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    form.elements.Credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    // Turned down, timed out, or none there.
    failed.hidden = false;
  }
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
  } else if (form.dataset.passkey) {
    event.preventDefault();
    askForPasskey(form);
  }
});

// A menu closes with a choice, a touch elsewhere, or Escape.
function closeMore(except) {
  for (const menu of document.querySelectorAll('.peppa-more[open], .peppa-drop[open]')) {
    if (menu !== except) {
      menu.open = false;
    }
  }
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape') {
    closeMore();
  }
  // The search opens with Ctrl-K anywhere, with the slash where nothing is typed.
  const typing = event.target.closest?.('input, textarea, select, [contenteditable=true]');
  const palette = document.querySelector('[data-palette]');
  if (palette && ((event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) || (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey))) {
    event.preventDefault();
    palette.click();
  }
  // In its field the arrows choose a hit; they do not move the caret.
  if (event.target.matches?.('[data-palette-input]') && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    requestAnimationFrame(() => setTimeout(() => document.querySelector('.peppa-hits [aria-selected=true]')?.scrollIntoView({ block: 'nearest' }), 80));
  }
});

document.addEventListener('click', event => {
  closeMore(event.target.closest('a') ? null : event.target.closest('.peppa-more, .peppa-drop'));
  const file = event.target.closest('[data-download]');
  if (file) {
    peppa.download(file.dataset.name, file.dataset.download);
  }
  if (event.target.closest('[data-theme-switch]')) {
    peppa.setTheme(peppa.isDark() ? 'light' : 'dark');
  }
  const source = event.target.closest('[data-copy]');
  if (source) {
    peppa.copy(source.dataset.copy).then(ok => { if (ok) source.textContent = source.dataset.copied; });
  }
});

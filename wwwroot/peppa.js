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

document.addEventListener('click', event => {
  if (event.target.closest('[data-theme-switch]')) {
    peppa.setTheme(peppa.isDark() ? 'light' : 'dark');
  }
  const source = event.target.closest('[data-copy]');
  if (source) {
    peppa.copy(source.dataset.copy).then(ok => { if (ok) source.textContent = source.dataset.copied; });
  }
});

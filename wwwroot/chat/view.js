// What the page shows of a conversation. Text of models becomes HTML only through markdown-it, which lets no HTML of theirs through.
import './lib/markdown-it.min.js';

const markdown = globalThis.markdownit({ html: false, linkify: true, breaks: true }).disable('image');
const plainLink = markdown.renderer.rules.link_open ?? ((tokens, i, options, env, self) => self.renderToken(tokens, i, options));
markdown.renderer.rules.link_open = (tokens, i, options, env, self) => {
  tokens[i].attrSet('target', '_blank');
  tokens[i].attrSet('rel', 'noopener noreferrer');
  return plainLink(tokens, i, options, env, self);
};

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property.includes('-') || property === 'role' || property === 'for') {
      made.setAttribute(property, value);
    } else {
      made[property] = value;
    }
  }
  made.append(...children.filter(child => child != null));
  return made;
}

export function button(text, onclick, className = 'peppa-copy') {
  return element('button', { type: 'button', className, textContent: text, onclick });
}

export function copyButton(text, texts) {
  const made = button(texts.Copy, async () => {
    if (await window.peppa.copy(text())) {
      made.textContent = texts.Copied;
      setTimeout(() => { made.textContent = texts.Copy; }, 2000);
    }
  });
  return made;
}

export function showMarkdown(place, text, texts) {
  place.innerHTML = markdown.render(text);
  for (const heading of place.querySelectorAll('h1, h2, h3')) {
    // The page has its own headings.
    heading.replaceWith(element('h4', {}, ...heading.childNodes));
  }
  for (const table of place.querySelectorAll('table')) {
    table.className = 'peppa-table';
    const scroll = element('div', { className: 'peppa-scroll', tabIndex: 0 });
    table.replaceWith(scroll);
    scroll.append(table);
  }
  for (const code of place.querySelectorAll('pre > code')) {
    const pre = code.parentElement;
    pre.className = 'peppa-pre';
    pre.tabIndex = 0;
    const snippet = element('div', { className: 'peppa-snippet' });
    pre.replaceWith(snippet);
    snippet.append(pre, copyButton(() => code.textContent, texts));
  }
}

// Draws at most once a frame, however fast the words come, and keeps the end in sight for whoever is there.
export function liveText(place, texts) {
  let text = null;
  let frame = 0;
  const draw = () => {
    frame = 0;
    const page = document.scrollingElement;
    const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 120;
    showMarkdown(place, text, texts);
    if (atEnd) {
      page.scrollTop = page.scrollHeight;
    }
  };
  return {
    set(next) {
      text = next;
      frame ||= requestAnimationFrame(draw);
    },
    end(last) {
      cancelAnimationFrame(frame);
      text = last;
      draw();
    },
  };
}

export function pictures(urls, texts, onRemove) {
  return element('div', { className: 'peppa-row' }, ...urls.map((url, index) => element('span', { className: 'peppa-chat-picture' },
    element('img', { src: url, alt: texts.Picture }),
    onRemove && element('button', { type: 'button', className: 'peppa-copy', textContent: '×', 'aria-label': texts.RemovePicture, onclick: () => onRemove(index) }))));
}

// The list of conversations, with what can be done to each.
import { button, element } from './view.js';

export function createList({ place, note, texts, open, save, remove, restore }) {
  let renaming = null;

  function row(conversation, current) {
    const item = element('li', { className: conversation.id === current ? 'active' : '' });
    if (renaming === conversation.id) {
      const input = element('input', { className: 'peppa-input', value: conversation.title, maxLength: 80, 'aria-label': texts.NewTitle });
      input.onkeydown = event => {
        if (event.key === 'Enter' && !event.isComposing) {
          end(input.value.trim());
        } else if (event.key === 'Escape') {
          event.stopPropagation();
          end('');
        }
      };
      input.onblur = () => end(input.value.trim());
      const end = async title => {
        if (renaming !== conversation.id) {
          return;
        }
        renaming = null;
        conversation.title = title || conversation.title;
        await save(conversation);
      };
      item.append(input);
      requestAnimationFrame(() => input.select());
      return item;
    }
    const link = button(conversation.title, () => open(conversation.id), 'peppa-rowlink');
    if (conversation.id === current) {
      link.setAttribute('aria-current', 'true');
    }
    item.append(link, element('details', { className: 'peppa-chat-acts' },
      element('summary', { textContent: '⋯', 'aria-label': `${texts.Acts}: ${conversation.title}` }),
      element('div', { className: 'peppa-row' },
        button(texts.Rename, () => { renaming = conversation.id; save(conversation); }),
        button(texts.Export, () => window.peppa.download(`chat-${conversation.id}.json`, JSON.stringify(conversation, null, 2))),
        button(texts.Delete, () => remove(conversation)))));
    return item;
  }

  return {
    show(conversations, current) {
      place.replaceChildren(...conversations.map(conversation => row(conversation, current)));
    },
    offerUndo(conversation) {
      const line = element('span', {}, `${texts.Deleted} `, button(texts.Undo, () => { line.remove(); restore(conversation); }));
      note.replaceChildren(line);
      setTimeout(() => line.remove(), 10_000);
    },
  };
}

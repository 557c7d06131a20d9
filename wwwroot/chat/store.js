// Conversations of one user in this browser's own database, and nowhere else.
const STORE = 'conversations';

function promise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export async function openStore(userId) {
  const opening = indexedDB.open(`peppa-chat-${userId}`, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: 'id' });
  const database = await promise(opening).catch(() => null);
  if (database === null) {
    // The browser allows no database, as some do in private windows.
    return { lasting: false, list: async () => [], save: async () => {}, remove: async () => {}, close: () => {} };
  }
  let open = true;
  const store = mode => database.transaction(STORE, mode).objectStore(STORE);
  return {
    lasting: true,
    // The latest first.
    list: async () => (await promise(store('readonly').getAll())).sort((a, b) => b.changedAt - a.changedAt),
    // After the page has ended nothing is written: what came until then is.
    save: async conversation => open && promise(store('readwrite').put(conversation)),
    remove: async id => open && promise(store('readwrite').delete(id)),
    close() {
      open = false;
      database.close();
    },
  };
}

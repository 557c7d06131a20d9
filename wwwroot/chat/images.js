// Pictures that are sent along, as data addresses: they go into the request and into no upload.
const TYPES = ['image/png', 'image/jpeg', 'image/webp', 'image/gif'];
const MOST = 4;
export const LARGEST_BYTES = 5 * 1024 * 1024;

function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Adds files to the addresses there are; gives the name of the text that says why one was left out. */
export async function addImages(addresses, files) {
  for (const file of files) {
    if (!TYPES.includes(file.type)) {
      return 'PictureKind';
    }
    if (file.size > LARGEST_BYTES) {
      return 'PictureSize';
    }
    if (addresses.length >= MOST) {
      return 'PictureCount';
    }
    addresses.push(await read(file));
  }
  return null;
}

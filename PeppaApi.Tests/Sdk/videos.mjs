// The npm package `openai` as an unmodified client: videos, from the order to the download.
// Address and key come from the environment; one line of JSON says what was received.
import OpenAI, { toFile } from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });

async function finished(id) {
  for (let i = 0; i < 200; i++) {
    const video = await client.videos.retrieve(id);
    if (video.status === 'completed' || video.status === 'failed') {
      return video;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('It does not end.');
}

async function refused() {
  try {
    await client.videos.create({ prompt: 'a red kite', seconds: 'many' });
  } catch (error) {
    return error.param;
  }
}

async function isGone(id) {
  try {
    await client.videos.retrieve(id);
    return false;
  } catch (error) {
    return error.status === 404;
  }
}

const picture = await toFile(Buffer.from('picture'), 'a.png', { type: 'image/png' });
const order = await client.videos.create({ model: 'sora-2', prompt: 'a red kite', seconds: '8', size: '1280x720', input_reference: picture });
const video = await finished(order.id);
const content = await client.videos.downloadContent(video.id);
const remix = await finished((await client.videos.remix(video.id, { prompt: 'a blue kite' })).id);
let listed = 0;
for await (const _ of client.videos.list({ limit: 1 })) {
  listed++;
}
const deleted = await client.videos.delete(video.id);

console.log(JSON.stringify({
  status: video.status,
  seconds: video.seconds,
  size: video.size,
  content: Buffer.from(await content.arrayBuffer()).toString(),
  remixed: remix.status,
  ofSource: remix.remixed_from_video_id === video.id,
  listed,
  deleted: deleted.object,
  gone: await isGone(video.id),
  refused: await refused(),
}));

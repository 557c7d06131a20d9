// The npm package `openai` as an unmodified client: pictures, sound, moderation.
// Address and key come from the environment; one line of JSON says what was received.
import OpenAI, { toFile } from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });

async function generate() {
  const reply = await client.images.generate({ model: 'dall-e-3', prompt: 'a red kite', size: '1024x1024', quality: 'standard' });
  return reply.data[0].url;
}

async function stream() {
  const events = await client.images.generate({ model: 'gpt-image-1', prompt: 'a red kite', size: '1024x1024', quality: 'low', stream: true, partial_images: 1 });
  const types = [];
  for await (const event of events) {
    types.push(event.type);
  }
  return types;
}

async function edit() {
  const image = await toFile(Buffer.from('picture'), 'a.png', { type: 'image/png' });
  const reply = await client.images.edit({ model: 'gpt-image-1', prompt: 'a red kite', image: [image, image], size: '1024x1024', quality: 'low' });
  return [reply.data[0].b64_json, reply.usage.output_tokens];
}

async function speak() {
  const reply = await client.audio.speech.create({ model: 'tts-1', input: 'hi', voice: 'alloy' });
  return Buffer.from(await reply.arrayBuffer()).toString();
}

async function transcribe() {
  const file = await toFile(Buffer.alloc(4000), 'a.wav', { type: 'audio/wav' });
  const reply = await client.audio.transcriptions.create({ model: 'whisper-1', file });
  const events = await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file, stream: true });
  const deltas = [];
  for await (const event of events) {
    deltas.push(event.delta ?? event.text);
  }
  return [reply.text, ...deltas];
}

async function moderate() {
  const reply = await client.moderations.create({ input: 'Hello' });
  return reply.results[0].flagged;
}

async function refused() {
  try {
    await client.images.generate({ model: 'gpt-4o', prompt: 'a red kite' });
  } catch (error) {
    return [error.constructor.name, error.param];
  }
}

console.log(JSON.stringify({
  generate: await generate(),
  stream: await stream(),
  edit: await edit(),
  speak: await speak(),
  transcribe: await transcribe(),
  moderate: await moderate(),
  refused: await refused(),
}));

// The npm package `@google/genai` as an unmodified client: content, streaming, functions over two turns, a picture, a schema,
// errors, a token count, embeddings, models. Address, key and model come from the environment; one line of JSON says what was received.
import { GoogleGenAI } from '@google/genai';

const httpOptions = { baseUrl: process.env.BASE_URL, apiVersion: process.env.API_VERSION };
const { models } = new GoogleGenAI({ apiKey: process.env.API_KEY, httpOptions });
const model = process.env.MODEL;
const hello = { model, contents: 'Say hello' };
const parameters = { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] };
const tools = [{ functionDeclarations: [{ name: 'get_weather', description: 'Weather by city', parameters }] }];
const question = { role: 'user', parts: [{ text: 'Weather in Oslo and Rome?' }] };

const seen = (reply) => ({ text: reply.text, finish: reply.candidates[0].finishReason, output: reply.usageMetadata.candidatesTokenCount });

async function whole() {
  return seen(await models.generateContent(hello));
}

async function stream() {
  const result = { text: '' };
  for await (const chunk of await models.generateContentStream(hello)) {
    result.text += chunk.text ?? '';
    result.finish = chunk.candidates[0].finishReason ?? result.finish;
    result.output = chunk.usageMetadata?.candidatesTokenCount ?? result.output;
  }
  return result;
}

async function contentOf(body, asStream) {
  if (!asStream) {
    return (await models.generateContent(body)).candidates[0].content;
  }
  const parts = [];
  for await (const chunk of await models.generateContentStream(body)) {
    parts.push(...(chunk.candidates[0].content.parts ?? []));
  }
  return { role: 'model', parts };
}

async function twoTurns(asStream) {
  const config = { tools };
  const asked = await contentOf({ model, contents: [question], config }, asStream);
  const calls = asked.parts.flatMap((part) => part.functionCall ?? []);
  const parts = calls.map(({ id, name }) => ({ functionResponse: { id, name, response: { output: 'warm' } } }));
  const answered = await contentOf({ model, contents: [question, asked, { role: 'user', parts }], config }, asStream);
  return { cities: calls.map((call) => call.args.city), text: answered.parts.map((part) => part.text ?? '').join('') };
}

async function picture() {
  const parts = [{ text: 'What is this?' }, { inlineData: { mimeType: 'image/png', data: process.env.DOT } }];
  return (await models.generateContent({ model, contents: [{ role: 'user', parts }] })).text;
}

async function schema() {
  const config = { responseMimeType: 'application/json', responseSchema: parameters };
  return JSON.parse((await models.generateContent({ ...hello, config })).text);
}

async function failure(call, withMessage) {
  try {
    return await call();
  } catch (exception) {
    const { error } = JSON.parse(exception.message);
    return [exception.name, exception.status, error.status, ...(withMessage ? [error.message] : [])].join(' ');
  }
}

async function embeddings() {
  const reply = await models.embedContent({ model, contents: ['cat', 'dog'] });
  return reply.embeddings.map((embedding) => embedding.values);
}

async function list() {
  const names = [];
  for await (const one of await models.list()) {
    names.push(one.name);
  }
  return names;
}

const stranger = new GoogleGenAI({ apiKey: 'sk-nonsense', httpOptions });

console.log(JSON.stringify({
  whole: await whole(),
  stream: await stream(),
  tools: await twoTurns(false),
  streamedTools: await twoTurns(true),
  picture: await picture(),
  schema: await schema(),
  error: await failure(() => models.generateContent({ model, contents: 'please fail' }), true),
  key: await failure(() => stranger.models.generateContent(hello), false),
  counts: (await models.countTokens(hello)).totalTokens > 2,
  embeddings: await failure(embeddings, false),
  models: await list(),
}));

// The npm package `openai` as an unmodified client: chat, streaming, tools, embeddings, models.
// Address and key come from the environment; one line of JSON says what was received.
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const messages = [{ role: 'user', content: 'Say hello' }];

async function chat() {
  const reply = await client.chat.completions.create({ model: 'gpt-4o-mini', messages });
  return { text: reply.choices[0].message.content, output: reply.usage.completion_tokens };
}

async function stream() {
  const events = await client.chat.completions.create({
    model: 'gpt-4o-mini', messages, stream: true, stream_options: { include_usage: true },
  });
  const result = { text: '', output: 0 };
  for await (const event of events) {
    result.text += event.choices[0]?.delta.content ?? '';
    result.output = event.usage?.completion_tokens ?? result.output;
  }
  return result;
}

async function tools() {
  const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  // The helper that puts streamed tool calls together is the SDK's own.
  const reply = await client.chat.completions.stream({
    model: 'gpt-4o',
    messages: [{ role: 'user', content: 'Weather in Oslo and Rome?' }],
    tools: [{ type: 'function', function: { name: 'get_weather', description: 'Weather by city', parameters } }],
  }).finalChatCompletion();
  const [choice] = reply.choices;
  return {
    finish: choice.finish_reason,
    calls: choice.message.tool_calls.map((call) => [call.id, call.function.name, call.function.arguments].join(' ')),
  };
}

async function embeddings() {
  const reply = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['cat', 'dog'] });
  return reply.data.map((item) => Array.from(item.embedding));
}

async function models() {
  const ids = [];
  for await (const model of client.models.list()) {
    ids.push(model.id);
  }
  return ids.sort();
}

console.log(JSON.stringify({
  chat: await chat(),
  stream: await stream(),
  tools: await tools(),
  embeddings: await embeddings(),
  models: await models(),
}));

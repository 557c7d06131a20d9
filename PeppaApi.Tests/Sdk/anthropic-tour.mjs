// The npm package `@anthropic-ai/sdk` as an unmodified client: messages, streaming, tools over two turns, a picture, a schema,
// an error, a token count, models. Address, key and model come from the environment; one line of JSON says what was received.
import Anthropic from '@anthropic-ai/sdk';

const client = new Anthropic({ baseURL: process.env.BASE_URL, apiKey: process.env.API_KEY, maxRetries: 0 });
const common = { model: process.env.MODEL, max_tokens: 64 };
const hello = { ...common, messages: [{ role: 'user', content: 'Say hello' }] };
const input_schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const tools = [{ name: 'get_weather', description: 'Weather by city', input_schema }];
const question = { role: 'user', content: 'Weather in Oslo and Rome?' };

const textOf = (message) => message.content.map((block) => block.text ?? '').join('');

async function whole() {
  const message = await client.messages.create(hello);
  return { text: textOf(message), stop: message.stop_reason, output: message.usage.output_tokens };
}

async function stream() {
  // The helper that puts events together is the SDK's own.
  const message = await client.messages.stream(hello).finalMessage();
  return { text: textOf(message), stop: message.stop_reason, output: message.usage.output_tokens };
}

async function twoTurns(ask) {
  const asked = await ask({ ...common, messages: [question], tools });
  const calls = asked.content.filter((block) => block.type === 'tool_use');
  const results = calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: 'warm' }));
  const answered = await ask({
    ...common, tools, messages: [question, { role: 'assistant', content: asked.content }, { role: 'user', content: results }],
  });
  return { stop: asked.stop_reason, cities: calls.map((call) => call.input.city), text: textOf(answered) };
}

async function picture() {
  const source = { type: 'base64', media_type: 'image/png', data: process.env.DOT };
  const content = [{ type: 'text', text: 'What is this?' }, { type: 'image', source }];
  return textOf(await client.messages.create({ ...common, messages: [{ role: 'user', content }] }));
}

async function schema() {
  const format = { type: 'json_schema', schema: input_schema };
  return JSON.parse(textOf(await client.messages.create({ ...hello, output_config: { format } })));
}

async function error() {
  try {
    await client.messages.create({ ...common, messages: [{ role: 'user', content: 'please fail' }] });
    return 'no error';
  } catch (exception) {
    return [exception.constructor.name, exception.status, exception.error.error.type, exception.error.error.message].join(' ');
  }
}

async function models() {
  const ids = [];
  for await (const model of client.models.list()) {
    ids.push(model.id);
  }
  return ids;
}

console.log(JSON.stringify({
  whole: await whole(),
  stream: await stream(),
  tools: await twoTurns((body) => client.messages.create(body)),
  streamedTools: await twoTurns((body) => client.messages.stream(body).finalMessage()),
  picture: await picture(),
  schema: await schema(),
  error: await error(),
  counts: (await client.messages.countTokens({ model: hello.model, messages: hello.messages })).input_tokens > 4,
  models: await models(),
}));
